package org.isoline.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.isoline.evaluate.run.Measurement;
import org.isoline.law.Convention;
import org.isoline.law.ParameterCount;

/**
 * What the models of a study can do, as {@code evaluations/results.csv} has it.
 *
 * @param scores one a metric, task and checkpoint, averages among them
 * @param needles one a task that looks for a needle and a checkpoint
 * @param positions one a task that has the loss by position and a checkpoint
 */
public record Evaluated(
    List<Score> scores, List<NeedleMap> needles, List<PositionCurve> positions) {
  /** Nothing was evaluated. */
  public static final Evaluated NOTHING = new Evaluated(List.of(), List.of(), List.of());

  private static final double FLOP_PER_PARAMETER_AND_TOKEN = 6;

  /** Copies the collections. */
  public Evaluated {
    scores = List.copyOf(scores);
    needles = List.copyOf(needles);
    positions = List.copyOf(positions);
  }

  /** What is of one checkpoint. */
  sealed interface OfCheckpoint permits Score, NeedleMap, PositionCurve {
    /** The model it is of. */
    Checkpoint checkpoint();

    /** The task it is of. */
    String task();
  }

  /**
   * A checkpoint that was evaluated; what is unknown is NaN, -1 or blank.
   *
   * @param architecture identifier
   * @param size its rung
   * @param run the cell it belongs to
   * @param seed of the cell, 0 if unknown
   * @param step updates made
   * @param tokens seen in training
   * @param parametersNonEmbedding N
   * @param parametersTotal with embedding and head
   * @param flopsPaper training FLOPs as the study counts them
   * @param flopsCausal training FLOPs with causal attention counted as half
   * @param context tokens of a training sequence
   */
  public record Checkpoint(
      String architecture,
      String size,
      String run,
      long seed,
      long step,
      double tokens,
      double parametersNonEmbedding,
      double parametersTotal,
      double flopsPaper,
      double flopsCausal,
      int context) {

    /** Training compute in FLOP, NaN where the tokens are unknown. */
    double compute(Convention convention) {
      double parameters =
          convention.parameters() == ParameterCount.TOTAL
              ? parametersTotal
              : parametersNonEmbedding;
      return switch (convention.compute()) {
        case PAPER -> flopsPaper;
        case CAUSAL -> flopsCausal;
        case SIX_ND -> FLOP_PER_PARAMETER_AND_TOKEN * parameters * tokens;
      };
    }
  }

  /**
   * A metric of a task on a checkpoint; what does not exist is NaN.
   *
   * @param checkpoint the model
   * @param task name
   * @param metric name
   * @param value in the unit of the metric
   * @param standardError of the value
   * @param n items it is the mean of
   * @param chance what guessing gives
   * @param higherIsBetter whether a larger value is a better one
   * @param primary whether it is the one to look at first
   * @param average whether it is an average over tasks
   * @param missing parts of an average that have no result
   */
  public record Score(
      Checkpoint checkpoint,
      String task,
      String metric,
      double value,
      double standardError,
      long n,
      double chance,
      boolean higherIsBetter,
      boolean primary,
      boolean average,
      List<String> missing)
      implements OfCheckpoint {

    /** Copies the parts. */
    public Score {
      missing = List.copyOf(missing);
    }

    /**
     * Whether the value is no better than guessing: not more than 1.96 standard errors on the good
     * side of chance. False where chance is unknown; without a standard error, a value on the good
     * side of chance is taken as it is.
     */
    boolean notAboveChance() {
      if (Double.isNaN(chance) || Double.isNaN(value)) {
        return false;
      }
      double lead = higherIsBetter ? value - chance : chance - value;
      return lead <= Measurement.Z95 * (Double.isNaN(standardError) ? 0 : standardError);
    }

    /**
     * Whether the value is better than another by more than 1.96 standard errors of their
     * difference, errors taken as independent; false where one of the two has none.
     */
    boolean leads(Score other) {
      double lead = higherIsBetter ? value - other.value() : other.value() - value;
      return lead > Measurement.Z95 * Math.hypot(standardError, other.standardError());
    }
  }

  /**
   * A grid of a needle task.
   *
   * @param checkpoint the model
   * @param task name
   * @param lengths in tokens, rising
   * @param depths in percent of the context, rising
   * @param scores 1 to 10, one list a depth with one number a length
   */
  public record NeedleMap(
      Checkpoint checkpoint,
      String task,
      List<Integer> lengths,
      List<Integer> depths,
      List<List<Integer>> scores)
      implements OfCheckpoint {

    /** Copies the lists. */
    public NeedleMap {
      lengths = List.copyOf(lengths);
      depths = List.copyOf(depths);
      scores = scores.stream().map(List::copyOf).toList();
    }
  }

  /**
   * Loss by position.
   *
   * @param checkpoint the model
   * @param task name
   * @param buckets in order of position
   */
  public record PositionCurve(Checkpoint checkpoint, String task, List<Bucket> buckets)
      implements OfCheckpoint {

    /** Copies the buckets. */
    public PositionCurve {
      buckets = List.copyOf(buckets);
    }
  }

  /**
   * Positions that are averaged.
   *
   * @param from first position
   * @param to first position behind the last
   * @param loss nats per token
   * @param standardError of the loss, NaN for a single window
   * @param windows it is the mean over
   */
  public record Bucket(long from, long to, double loss, double standardError, long windows) {}

  /** The grids of each run's last checkpoint that has one of the task. */
  List<NeedleMap> lastNeedles() {
    return last(needles);
  }

  /** The curves of each run's last checkpoint that has one of the task. */
  List<PositionCurve> lastPositions() {
    return last(positions);
  }

  private static <T extends OfCheckpoint> List<T> last(List<T> all) {
    Function<T, String> key = one -> one.task() + "\n" + one.checkpoint().run();
    Map<String, T> last = new LinkedHashMap<>();
    Comparator<T> byStep = Comparator.comparingLong(one -> one.checkpoint().step());
    for (T one : all) {
      last.merge(key.apply(one), one, (a, b) -> byStep.compare(b, a) >= 0 ? b : a);
    }
    return List.copyOf(last.values());
  }
}
