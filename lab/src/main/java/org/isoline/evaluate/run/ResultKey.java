package org.isoline.evaluate.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Everything that determines a result. Two results of the same key are the same measurement, so one
 * of them is enough.
 *
 * @param task name
 * @param version of the task
 * @param taskHash of the text of the task
 * @param dataHash of the data it is made of
 * @param checkpointHash of configuration, weights and tokenizer
 * @param settingsHash of what else was chosen
 */
public record ResultKey(
    String task,
    String version,
    String taskHash,
    String dataHash,
    String checkpointHash,
    String settingsHash) {
  private static final int DIGITS = 16;

  /** Name of the file that holds the result: readable in front, the whole key behind. */
  public String fileName() {
    String all = String.join("\n", task, version, taskHash, dataHash, checkpointHash, settingsHash);
    return task + "@" + version + "-" + sha256(all).substring(0, DIGITS) + ".json";
  }

  /** SHA-256 of a text in UTF-8, as lower-case hexadecimal digits. */
  public static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
