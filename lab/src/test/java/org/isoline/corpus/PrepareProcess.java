package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A preparation in a process of its own, to be killed. */
final class PrepareProcess {
  private PrepareProcess() {}

  /** Arguments: the folder of the texts and the folder to prepare into. */
  public static void main(String[] arguments) {
    PrepareTexts.prepare(
        PrepareTexts.spec(Path.of(arguments[0])),
        Path.of(arguments[1]),
        2,
        PrepareTexts.SMALL_UNIT,
        PrepareProgress.lines(line -> {}));
  }

  static Process start(Path texts, Path out) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PrepareProcess.class.getName(),
                texts.toString(),
                out.toString()))
        .redirectErrorStream(true)
        .redirectOutput(out.resolveSibling("prepare.log").toFile())
        .start();
  }
}
