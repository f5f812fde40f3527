package org.isoline.evaluate.task;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;

/** Tasks and data files of tests. */
final class TaskFiles {
  private TaskFiles() {}

  static Task task(String text) {
    return TaskFormat.read("t.yaml", Optional.empty(), text);
  }

  static Task builtIn(String name) {
    return TaskFormat.read(name, Optional.empty(), BuiltIn.text(name + ".yaml"));
  }

  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, packed(file, text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] packed(Path file, byte[] content) throws IOException {
    if (!file.toString().endsWith(".gz")) {
      return content;
    }
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /** Writes what an SQL statement selects as Parquet. */
  static Path parquet(Path file, String select) {
    try {
      Files.createDirectories(file.getParent());
      try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = duck.createStatement()) {
        statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(select, file));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Items.MultipleChoiceItem> choices(Task task, Path folder) {
    return ((Items.Choices) TaskData.read(task, folder, OptionalLong.empty()).items()).items();
  }
}
