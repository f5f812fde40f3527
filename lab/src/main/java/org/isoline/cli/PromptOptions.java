package org.isoline.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a prompt comes from. */
final class PromptOptions {
  private static final String STDIN = "-";

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "Text to continue; '' lets the model begin a text.")
  private Optional<String> text = Optional.empty();

  @Option(
      names = "--prompt-file",
      paramLabel = "FILE",
      description =
          "Text to continue, from a UTF-8 file, every byte of it (a line break at the end too); - reads standard input.")
  private Optional<Path> file = Optional.empty();

  boolean given() {
    return text.isPresent() || file.isPresent();
  }

  boolean twice() {
    return text.isPresent() && file.isPresent();
  }

  /**
   * The prompt; empty if none was given.
   *
   * @throws IllegalArgumentException if the file is missing or no UTF-8, or the locale has lost
   *     characters of the text
   */
  String read() throws IOException {
    if (file.isEmpty()) {
      return text.map(PromptOptions::requireWhole).orElse("");
    }
    Path path = file.get();
    try {
      byte[] bytes =
          path.toString().equals(STDIN) ? System.in.readAllBytes() : Files.readAllBytes(path);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "--prompt-file " + path + " is no UTF-8 text: convert it", e);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("--prompt-file " + path + ": there is no such file", e);
    }
  }

  /** Java decodes arguments by the locale and puts U+FFFD for what that does not have. */
  private static String requireWhole(String text) {
    if (text.indexOf('\uFFFD') >= 0) {
      throw new IllegalArgumentException(
          "--prompt %s has characters that the locale (%s) does not: set LC_ALL=C.UTF-8, or give --prompt-file"
              .formatted(text, System.getProperty("sun.jnu.encoding")));
    }
    return text;
  }
}
