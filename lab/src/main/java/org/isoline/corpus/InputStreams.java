package org.isoline.corpus;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Files as streams of their content, unpacked as their name says: {@code .gz}, {@code .zst}. */
public final class InputStreams {
  private static final int BUFFER = 1 << 16;

  /** Window of {@code zstd --long=31}, the largest there is. */
  private static final int LARGEST_WINDOW_LOG = 31;

  private InputStreams() {}

  static boolean compressed(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".gz") || name.endsWith(".zst");
  }

  /** Whether a file name has the suffix, compressed or not. */
  static boolean named(String name, String suffix) {
    return name.endsWith(suffix) || name.endsWith(suffix + ".gz") || name.endsWith(suffix + ".zst");
  }

  /**
   * The content of a file, unpacked.
   *
   * @throws IOException if it cannot be read or does not start as its name says
   */
  public static InputStream open(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      String name = file.getFileName().toString();
      if (name.endsWith(".gz")) {
        return new GZIPInputStream(raw, BUFFER);
      }
      return name.endsWith(".zst") ? new ZstdInputStream(raw).setLongMax(LARGEST_WINDOW_LOG) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** A plain file from a byte on. */
  static InputStream openAt(Path file, long offset) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      raw.skipNBytes(offset);
      return raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }
}
