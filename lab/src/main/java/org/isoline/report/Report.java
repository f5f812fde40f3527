package org.isoline.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes the report of a study from its run folders. */
public final class Report {
  private static final String FOLDER = "report";
  private static final String PAGE = "index.html";

  private Report() {}

  /**
   * Writes {@code report/index.html} in a study folder and a CSV behind every figure and table
   * beside it, each file atomically and the page last. The same folder gives the same bytes.
   *
   * @param studyFolder {@code runs/STUDY}; nothing else is read
   * @return the page
   * @throws ReportException if it is no study folder, if a file in it is malformed, or if the
   *     report cannot be written
   */
  public static Path write(Path studyFolder) {
    return write(ReportData.read(studyFolder), studyFolder.resolve(FOLDER));
  }

  /**
   * Writes the page and its tables into a folder.
   *
   * @return the page
   * @throws ReportException if the report cannot be written
   */
  public static Path write(ReportData data, Path folder) {
    for (CsvTable table : CsvTables.of(data)) {
      replace(folder.resolve(table.file()), table.render());
    }
    Path page = folder.resolve(PAGE);
    replace(page, Page.of(data));
    return page;
  }

  private static void replace(Path file, String text) {
    Path temporary =
        file.resolveSibling(
            "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try {
        writeThrough(temporary, text);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new ReportException(
          "cannot write " + file + ": " + e.getMessage() + "; check the folder and its permissions",
          e);
    }
  }

  private static void writeThrough(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
