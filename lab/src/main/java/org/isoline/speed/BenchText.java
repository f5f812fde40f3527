package org.isoline.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Real text for benchmarks of tokenizers. */
public final class BenchText {
  private static final int CHUNK = 16 << 10;

  private BenchText() {}

  /**
   * Texts of about 16 thousand characters, cut at line ends.
   *
   * @param file plain text, or JSON lines with the field {@code text} if its name holds {@code
   *     .jsonl}; compressed if it ends in {@code .gz}
   * @param bytes of UTF-8 wanted; a shorter file is gone through again from its start
   * @throws SpeedException if the file cannot be read or holds no text
   */
  public static List<String> chunks(Path file, long bytes) {
    List<String> chunks = new ArrayList<>();
    long read = 0;
    try {
      while (read < bytes) {
        long before = read;
        read += read(file, bytes - read, chunks);
        if (read == before) {
          throw new SpeedException(file + ": holds no text");
        }
      }
    } catch (IOException e) {
      throw new SpeedException(file + ": cannot be read: " + e.getMessage());
    }
    return chunks;
  }

  private static long read(Path file, long wanted, List<String> chunks) throws IOException {
    ObjectMapper json = new ObjectMapper();
    boolean isJson = file.getFileName().toString().contains(".jsonl");
    long read = 0;
    StringBuilder chunk = new StringBuilder();
    try (BufferedReader lines = open(file)) {
      for (String line = lines.readLine(); line != null && read < wanted; line = lines.readLine()) {
        String text = isJson ? json.readTree(line).path("text").asText() : line;
        for (String part : text.split("(?<=\n)")) {
          chunk.append(part);
          if (chunk.length() >= CHUNK && read < wanted) {
            read += flush(chunk, chunks);
          }
        }
        chunk.append('\n');
      }
    }
    return read < wanted && chunk.length() > 1 ? read + flush(chunk, chunks) : read;
  }

  private static long flush(StringBuilder chunk, List<String> chunks) {
    String text = chunk.toString();
    chunk.setLength(0);
    chunks.add(text);
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static BufferedReader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    boolean packed = file.getFileName().toString().endsWith(".gz");
    return new BufferedReader(
        new InputStreamReader(packed ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8));
  }
}
