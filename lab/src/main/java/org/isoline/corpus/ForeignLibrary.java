package org.isoline.corpus;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The only door to Hugging Face's tokenizers library (native, through DJL). It unpacks itself into
 * Isoline's cache folder. Left to itself DJL would report its use to a server at the first call and
 * write to the home folder; the properties set here, unless the user has set them, forbid both.
 */
final class ForeignLibrary {
  static {
    property("ai.djl.offline", "true");
    property("OPT_OUT_TRACKING", "true");
    property("ENGINE_CACHE_DIR", cache().toString());
    property("DJL_CACHE_DIR", cache().toString());
    property("slf4j.internal.verbosity", "ERROR");
  }

  private static final Map<String, String> AS_IT_IS =
      Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");

  private ForeignLibrary() {}

  /**
   * Makes a tokenizer.
   *
   * @param json a {@code tokenizer.json}
   * @throws CorpusException if the library refuses it, or cannot run here, in the library's words
   */
  static HuggingFaceTokenizer open(byte[] json) {
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), AS_IT_IS);
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new CorpusException(firstLine(e), e);
    }
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.lines().findFirst().orElse(e.toString());
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(home -> !home.isBlank())
        .map(Path::of)
        .orElse(Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("isoline")
        .resolve("native");
  }

  private static void property(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
