package org.isoline.corpus;

import java.util.function.Consumer;

/** Is told how a preparation goes, always by the thread that asked for it. */
public interface PrepareProgress {
  /**
   * Where one pass over the texts stands.
   *
   * @param pass {@code reading} or {@code encoding}
   * @param documents gone through since the pass began or went on
   * @param bytes their UTF-8
   * @param share of the pass that is done, what an earlier run did included, 0 to 1
   * @param seconds since the pass began or went on
   * @param secondsLeft at the pace so far; NaN while there is none
   */
  record Standing(
      String pass, long documents, long bytes, double share, double seconds, double secondsLeft) {
    /** Text gone through in a second. */
    public double bytesPerSecond() {
      return seconds > 0 ? bytes / seconds : 0;
    }
  }

  /** Something that stays to be read. */
  void say(String line);

  /** Where the pass stands, several times a second. */
  void show(Standing standing);

  /** Only the lines that stay. */
  static PrepareProgress lines(Consumer<String> lines) {
    return new PrepareProgress() {
      @Override
      public void say(String line) {
        lines.accept(line);
      }

      @Override
      public void show(Standing standing) {
        // Lines that stay are all that was asked for.
      }
    };
  }
}
