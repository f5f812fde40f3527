package org.isoline.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.corpus.RecallBatches;
import org.isoline.corpus.RecallSet;
import org.isoline.model.Architecture;
import org.isoline.model.DocumentBoundaries;
import org.isoline.model.ModelConfig;
import org.isoline.model.Shape;
import org.isoline.settings.ValueType;
import org.isoline.train.AdamWConfig;
import org.isoline.train.Arithmetic;
import org.isoline.train.CheckpointPlan;
import org.isoline.train.Recipe;
import org.isoline.train.Schedule;

/**
 * A study of associative recall (arXiv 2312.04927) with every default filled in: models of several
 * widths are trained on examples of the task and asked what they remember.
 *
 * @param name of the study and its run folder
 * @param seed that the seeds of all runs derive from
 * @param task what is learned and what is asked
 * @param model what all models share
 * @param widths distinct channels d, at least one
 * @param learningRates distinct peaks to try for each architecture, at least one of both
 * @param train how every model is trained
 * @param workers how many models train at once; does not change results
 */
public record RecallStudy(
    String name,
    long seed,
    Task task,
    Model model,
    List<Integer> widths,
    Map<Architecture, List<Double>> learningRates,
    Train train,
    Study.Workers workers) {

  /**
   * What tells test settings of a study apart.
   *
   * @param length n, tokens of a sequence
   * @param pairs K
   */
  public record Setting(int length, int pairs) {}

  /**
   * What is learned and what is asked, all of one vocabulary.
   *
   * @param train sets to train on, at least one
   * @param test sets to ask, of distinct length and pairs, at least one
   */
  public record Task(List<RecallSet> train, List<RecallSet> test) {
    /** Copies the lists. */
    public Task {
      train = List.copyOf(train);
      test = List.copyOf(test);
    }

    /** V, number of ids. */
    int vocabulary() {
      return train.getFirst().spec().vocabulary();
    }

    /** Tokens of the longest sequence trained on. */
    int context() {
      return train.stream().mapToInt(set -> set.spec().length()).max().orElseThrow();
    }
  }

  /**
   * What all models share.
   *
   * @param layers l, number of blocks
   * @param headDim dh, channels of a head
   * @param init initial weights
   */
  public record Model(int layers, int headDim, ModelConfig.Init init) {}

  /**
   * How every model is trained.
   *
   * @param steps updates, at least 1
   * @param batchSequences sequences of a step
   * @param stopAt the run ends early once every test setting is answered this well; above 1 never
   * @param checkpoints how often parameters are kept and the questions asked, equally spaced
   * @param schedule learning rate over steps
   * @param optimizer numbers of the optimizer
   * @param seeds replicates
   */
  public record Train(
      long steps,
      int batchSequences,
      double stopAt,
      int checkpoints,
      Schedule schedule,
      AdamWConfig optimizer,
      List<Long> seeds) {
    /** Copies the list. */
    public Train {
      seeds = List.copyOf(seeds);
    }
  }

  /** Copies the collections. */
  public RecallStudy {
    widths = List.copyOf(widths);
    learningRates = Collections.unmodifiableMap(new LinkedHashMap<>(learningRates));
  }

  /** The training runs: by architecture, width, learning rate, then seed. */
  public List<Cell> cells() {
    String inputs = Content.of(RecallFormat.writeInputs(this)).hash();
    List<Cell> cells = new ArrayList<>();
    for (Architecture architecture : learningRates.keySet()) {
      for (int width : widths) {
        for (double rate : learningRates.get(architecture)) {
          for (long replicate : train.seeds()) {
            cells.add(cell(architecture, width, rate, replicate, inputs));
          }
        }
      }
    }
    return List.copyOf(cells);
  }

  /** The test settings, in the order of the file. */
  public List<Setting> settings() {
    return task.test().stream()
        .map(set -> new Setting(set.spec().length(), set.spec().pairs()))
        .toList();
  }

  /** Seed of the test examples. */
  long testSeed() {
    return Seeds.test(seed);
  }

  /** The batches that a run trains on. */
  RecallBatches batches(Cell cell) {
    return new RecallBatches(task.train(), train.batchSequences(), cell.recipe().dataSeed());
  }

  /** A name that tells runs apart, such as {@code tnl-d64-lr3e-3}, or {@code tnl-d64-lr3e-3-s2}. */
  private Cell cell(
      Architecture architecture, int width, double rate, long replicate, String inputs) {
    String size = "d" + width;
    String id = architecture.id() + "-" + size + "-lr" + ValueType.shortest(rate);
    boolean first = replicate == train.seeds().getFirst();
    return new Cell(
        first ? id : id + "-s" + replicate,
        architecture,
        size,
        replicate,
        config(architecture, width),
        recipe(rate, replicate),
        inputs);
  }

  private ModelConfig config(Architecture architecture, int width) {
    Shape shape = Shape.of(model.layers(), width, model.headDim());
    return ModelConfig.paper(architecture, shape, task.vocabulary(), task.context())
        .edit()
        .init(model.init())
        .build();
  }

  /** Its tokens are those of sequences of the longest length; shorter ones count as much. */
  private Recipe recipe(double rate, long replicate) {
    long batchTokens = Math.multiplyExact((long) train.batchSequences(), task.context());
    return new Recipe(
        Math.multiplyExact(train.steps(), batchTokens),
        batchTokens,
        train.batchSequences(),
        rate,
        train.schedule(),
        train.optimizer(),
        CheckpointPlan.equallySpaced(train.checkpoints()),
        Seeds.initial(seed, replicate),
        Seeds.data(seed, replicate),
        Arithmetic.FLOAT32,
        DocumentBoundaries.IGNORE);
  }
}
