package org.isoline.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.isoline.files.AtomicFile;

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
   * @throws ReportException if it is no study folder, or if a file in it is malformed
   * @throws UncheckedIOException if the report cannot be written
   */
  public static Path write(Path studyFolder) {
    return write(ReportData.read(studyFolder), studyFolder.resolve(FOLDER));
  }

  /**
   * Writes the page and its tables into a folder.
   *
   * @return the page
   * @throws UncheckedIOException if the report cannot be written
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
    try {
      AtomicFile.write(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(e.getMessage() + "; check the folder and its permissions", e));
    }
  }
}
