package org.isoline.speed;

import java.io.IOException;
import java.nio.file.Path;
import org.isoline.files.AtomicFile;

/** Puts records where they are kept. */
public final class RecordFiles {
  private RecordFiles() {}

  /** The record as one JSON document. */
  public static String json(SpeedRecord record) {
    return RecordJson.of(record).toPrettyString();
  }

  /** The record for a terminal. */
  public static String text(SpeedRecord record) {
    return RecordText.plain(record);
  }

  /** Writes the rows as CSV. */
  public static void writeCsv(SpeedRecord record, Path file) throws IOException {
    AtomicFile.write(file, RecordCsv.of(record));
  }

  /**
   * Writes {@code DATE-NAME.json}, {@code .csv} and {@code .md} into a folder.
   *
   * @return the JSON file
   */
  public static Path write(SpeedRecord record, Path folder, String name) throws IOException {
    String stem = record.started().substring(0, 10) + "-" + name;
    Path json = folder.resolve(stem + ".json");
    writeCsv(record, folder.resolve(stem + ".csv"));
    AtomicFile.write(folder.resolve(stem + ".md"), RecordText.markdown(record));
    AtomicFile.write(json, json(record) + "\n");
    return json;
  }
}
