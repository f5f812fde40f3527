package org.isoline.study;

import java.util.List;
import org.isoline.model.Architecture;
import org.isoline.settings.ValueType;

/**
 * What one finished run answers in one test setting.
 *
 * @param cell name of the run
 * @param architecture of the model
 * @param width d
 * @param layers l
 * @param learningRate peak
 * @param seed of the replicate
 * @param setting what was asked
 * @param accuracy share of queries answered
 * @param standardError of the accuracy
 * @param stateBytes fp32 bytes that decoding carries after n tokens ({@code Cost.stateBytes})
 * @param parameters all of them, a tied embedding once
 * @param steps updates made
 * @param seconds time spent training
 * @param best whether the learning rate is the best of its architecture, width and seed: highest
 *     mean accuracy over the test settings, of equals the one with fewest steps, then the lowest
 * @param edge whether that best is the lowest or highest of several learning rates, so that a
 *     better one may lie outside
 */
public record RecallRow(
    String cell,
    Architecture architecture,
    int width,
    int layers,
    double learningRate,
    long seed,
    RecallStudy.Setting setting,
    double accuracy,
    double standardError,
    double stateBytes,
    long parameters,
    long steps,
    double seconds,
    boolean best,
    boolean edge) {

  /** Names of the columns of {@code recall.csv}. */
  static final List<String> COLUMNS =
      List.of(
          "run",
          "architecture",
          "width",
          "layers",
          "learning_rate",
          "seed",
          "length",
          "pairs",
          "accuracy",
          "standard_error",
          "state_bytes",
          "parameters",
          "steps",
          "seconds",
          "best",
          "edge");

  /** The row as a line of {@code recall.csv}. */
  String line() {
    return String.join(
        ",",
        List.of(
            cell,
            architecture.id(),
            Integer.toString(width),
            Integer.toString(layers),
            ValueType.shortest(learningRate),
            Long.toString(seed),
            Integer.toString(setting.length()),
            Integer.toString(setting.pairs()),
            Double.toString(accuracy),
            Double.toString(standardError),
            Long.toString(Math.round(stateBytes)),
            Long.toString(parameters),
            Long.toString(steps),
            Double.toString(seconds),
            Boolean.toString(best),
            Boolean.toString(edge)));
  }
}
