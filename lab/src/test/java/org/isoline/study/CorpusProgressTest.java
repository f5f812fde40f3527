package org.isoline.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.isoline.corpus.PrepareProgress.Standing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CorpusProgressTest {
  private static final Standing HALF_WAY = new Standing("reading", 1234, 50_000_000, 0.5, 2, 63);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final Locale before = Locale.getDefault();

  @BeforeEach
  void english() {
    Locale.setDefault(Locale.ROOT);
  }

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @Test
  void rewritesOneLineOfATerminal() {
    CorpusProgress progress = new CorpusProgress(out, true);
    progress.show(HALF_WAY);
    String line = "reading: 50%, 1,234 documents, 50.0 MB, 25.0 MB/s, 1:03 left";
    assertThat(text()).isEqualTo("\r" + line);
    progress.say("read a");
    assertThat(text())
        .isEqualTo(
            "\r" + line + "\r" + " ".repeat(line.length()) + "\rread a" + System.lineSeparator());
  }

  @Test
  void elsewhereStandsAreRareAndLinesWhole() {
    CorpusProgress progress = new CorpusProgress(out, false);
    progress.show(HALF_WAY);
    progress.say("read a");
    assertThat(text()).isEqualTo("read a" + System.lineSeparator());
  }

  @Test
  void timeLeftIsUnknownBeforeAnythingIsDone() {
    assertThat(CorpusProgress.line(new Standing("encoding", 0, 0, 0, 0, Double.NaN)))
        .isEqualTo("encoding: 0%, 0 documents, 0.0 MB, 0.0 MB/s, ? left");
    assertThat(CorpusProgress.line(new Standing("encoding", 1, 1, 0.1, 1, 7384)))
        .endsWith("2:03:04 left");
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
