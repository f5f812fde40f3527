package org.isoline.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.train.CheckpointPlan;
import org.isoline.train.Recipe;

/**
 * A study with every default filled in.
 *
 * @param name of the study and its run folder
 * @param seed that the seeds of all cells derive from
 * @param corpus where text comes from
 * @param model what all models share
 * @param sizes distinct names, at least one
 * @param learningRates peak learning rate of each architecture, at least one
 * @param train how every cell is trained
 * @param checkpoints when parameters are kept and evaluated
 * @param evaluation what is measured at each checkpoint
 * @param workers how many cells train at once; does not change results
 * @param fit which checkpoints the laws are fitted to
 */
public record Study(
    String name,
    long seed,
    CorpusSection corpus,
    ModelSection model,
    List<SizeSection> sizes,
    Map<Architecture, LearningRate> learningRates,
    TrainSection train,
    CheckpointPlan checkpoints,
    Evaluation evaluation,
    Workers workers,
    Fit fit) {

  /**
   * What is measured at each checkpoint.
   *
   * @param tokens validation tokens, in whole documents
   * @param tasks asked of checkpoints when all cells are trained
   * @param every of each run every so many checkpoints, counted back from the last; 0: the last
   */
  public record Evaluation(long tokens, List<String> tasks, int every) {
    /** Copies the list. */
    public Evaluation {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * How many cells train at once.
   *
   * @param processes 0: one for each processor core
   * @param threads of each process
   * @param activationCheckpointing whether layers are run again in the backward pass
   */
  public record Workers(int processes, int threads, boolean activationCheckpointing) {
    /** Processes on this machine, at least 1. */
    int resolvedProcesses() {
      return processes > 0
          ? processes
          : Math.max(1, Runtime.getRuntime().availableProcessors() / threads);
    }
  }

  /**
   * Which checkpoints the laws are fitted to.
   *
   * @param minTokens earlier checkpoints are left out
   */
  public record Fit(long minTokens) {}

  /** Copies the collections. */
  public Study {
    sizes = List.copyOf(sizes);
    learningRates = Collections.unmodifiableMap(new LinkedHashMap<>(learningRates));
  }

  /**
   * The training runs: by architecture, then size, then seed.
   *
   * @throws IllegalArgumentException if batch, micro-batch or checkpoints do not fit, or two cells
   *     would have the same id; a study from {@link StudyFile} has been checked for that
   */
  public List<Cell> cells() {
    String inputs = Content.of(StudyFormat.writeInputs(this)).hash();
    List<Cell> cells = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Architecture architecture : learningRates.keySet()) {
      for (SizeSection size : sizes) {
        for (long replicate : train.seeds()) {
          Cell cell = cell(architecture, size, replicate, inputs);
          if (!ids.add(cell.id().toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                "sizes and seeds give two cells the name '"
                    + cell.id()
                    + "' (upper and lower case count as equal); rename a size");
          }
          cells.add(cell);
        }
      }
    }
    return List.copyOf(cells);
  }

  /** SHA-256 of everything that decides what runs record; name, workers and fit do not. */
  public String hash() {
    return content().hash();
  }

  /**
   * How another study differs from this in what decides results, a line a key: {@code key: was X,
   * now Y}. Empty if runs of one are runs of the other.
   */
  public List<String> difference(Study other) {
    return content().difference(other.content());
  }

  /** This study as a file with every default written out; it reads back as an equal study. */
  public String toYaml() {
    YAMLMapper mapper =
        YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();
    try {
      return mapper.writeValueAsString(StudyFormat.write(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of text and numbers can be written", e);
    }
  }

  private Content content() {
    return Content.of(StudyFormat.writeResults(this));
  }

  private Cell cell(Architecture architecture, SizeSection size, long replicate, String inputs) {
    String id = architecture.id() + "-" + size.name();
    boolean first = replicate == train.seeds().getFirst();
    return new Cell(
        first ? id : id + "-s" + replicate,
        architecture,
        size.name(),
        replicate,
        config(architecture, size),
        recipe(architecture, size, replicate).requireContext(model.context()),
        inputs);
  }

  private ModelConfig config(Architecture architecture, SizeSection size) {
    return switch (model.profile()) {
      case PAPER ->
          ModelConfig.paper(
                  architecture,
                  size.shape(architecture),
                  corpus.tokenizer().vocabulary(),
                  model.context())
              .edit()
              .init(model.init())
              .build();
    };
  }

  private Recipe recipe(Architecture architecture, SizeSection size, long replicate) {
    return new Recipe(
        train.tokens(),
        train.batchTokens(),
        train.microBatchSequences(),
        learningRates.get(architecture).at(size.name()),
        train.schedule(),
        train.optimizer(),
        checkpoints,
        Seeds.initial(seed, replicate),
        Seeds.data(seed, replicate),
        train.precision(),
        train.documentBoundaries());
  }
}
