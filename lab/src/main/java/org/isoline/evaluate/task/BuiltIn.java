package org.isoline.evaluate.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files of this package that come with the program. */
final class BuiltIn {
  private BuiltIn() {}

  static boolean has(String name) {
    return BuiltIn.class.getResource(name) != null;
  }

  static InputStream open(String name) throws IOException {
    InputStream stream = BuiltIn.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IOException("the program lacks its file " + name);
    }
    return stream;
  }

  static String text(String name) {
    try (InputStream stream = open(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
