package org.isoline.evaluate.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.corpus.CorpusException;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.run.EvaluatedFolder.Found;
import org.isoline.evaluate.run.ResultStore.Claim;
import org.isoline.model.Kernels;
import org.isoline.tensor.DType;

/**
 * All tasks on all checkpoints of a folder, as far as there is no result yet.
 *
 * <p>A unit is one task on one checkpoint. Its result is a file that appears whole or not at all,
 * so a kill loses the unit at hand and nothing else, and several processes share the work. A
 * checkpoint that disappears, is torn or is no model is passed over with a remark; a task that
 * cannot be asked of a model (a prompt that does not fit) fails for that model, and the others go
 * on. Results of another version of a task, of other data or settings stay where they are, count as
 * not there, and are left out of the table.
 */
public final class EvaluationRun {
  private final EvaluatedFolder folder;
  private final Options options;
  private final ResultStore store;
  private final EvaluationListener listener;
  private final CheckpointReader reader;
  private final Map<Path, String> refused = new HashMap<>();
  private final Set<String> present = new HashSet<>();

  /**
   * What to do and how.
   *
   * @param evaluations the tasks
   * @param averages over their metrics, for the table
   * @param settings of all tasks
   * @param tokenizer of all checkpoints, if it is not theirs to say
   * @param every which checkpoints of a run, as {@link EvaluatedFolder#checkpoints(int)} has it
   * @param kernels to compute with
   * @param isoline version and commit, for the record
   */
  public record Options(
      List<Evaluation> evaluations,
      List<TableAverage> averages,
      EvaluationSettings settings,
      Optional<Path> tokenizer,
      int every,
      Kernels kernels,
      String isoline) {
    /** Copies the lists. */
    public Options {
      evaluations = List.copyOf(evaluations);
      averages = List.copyOf(averages);
    }
  }

  /**
   * How a pass over the folder ended.
   *
   * @param checkpoints that could be described
   * @param units checkpoints times tasks
   * @param before units that had a result already
   * @param written by this process
   * @param elsewhere units that another process is at, or finished first
   * @param failed units that could not be measured
   * @param passedOver checkpoints that are none, or vanished
   * @param stale results of these tasks under another version, data or settings, or of checkpoints
   *     that are gone
   */
  public record Summary(
      int checkpoints,
      int units,
      int before,
      int written,
      int elsewhere,
      int failed,
      int passedOver,
      int stale) {
    /** This pass and a later one over the same folder. */
    public Summary then(Summary later) {
      return new Summary(
          later.checkpoints,
          later.units,
          later.before - written,
          written + later.written,
          elsewhere + later.elsewhere,
          later.failed,
          later.passedOver,
          later.stale);
    }

    /** Whether every unit has a result. */
    public boolean complete() {
      return before + written == units && failed == 0;
    }
  }

  /** Nothing is read or written before {@link #pass}. */
  public EvaluationRun(
      EvaluatedFolder folder, Options options, ResultStore store, EvaluationListener listener) {
    this.folder = folder;
    this.options = options;
    this.store = store;
    this.listener = listener;
    this.reader = new CheckpointReader(store.folder().resolve("hashes.json"));
  }

  /** One task on one checkpoint. */
  private record Unit(
      Found found, CheckpointInfo checkpoint, Evaluation evaluation, ResultKey key) {}

  /** Counts of a pass. */
  private static final class Counts {
    private int written;
    private int elsewhere;
    private int failed;
    private int passedOver;
  }

  /**
   * Evaluates what is there and has no result, then writes the table.
   *
   * @throws IOException if a result or the table cannot be written
   */
  public Summary pass() throws IOException {
    Counts counts = new Counts();
    List<Unit> all = units(counts);
    List<Unit> missing = all.stream().filter(unit -> !store.has(unit.key())).toList();
    int checkpoints = (int) all.stream().map(unit -> unit.checkpoint().name()).distinct().count();
    listener.onPlan(checkpoints, missing.size(), all.size() - missing.size());
    List<Unit> ofCheckpoint = new ArrayList<>();
    for (Unit unit : missing) {
      if (!ofCheckpoint.isEmpty() && !ofCheckpoint.getFirst().found().equals(unit.found())) {
        evaluate(ofCheckpoint, counts);
        ofCheckpoint.clear();
      }
      ofCheckpoint.add(unit);
    }
    if (!ofCheckpoint.isEmpty()) {
      evaluate(ofCheckpoint, counts);
    }
    int stale = writeTable();
    return new Summary(
        checkpoints,
        all.size(),
        all.size() - missing.size(),
        counts.written,
        counts.elsewhere,
        counts.failed,
        counts.passedOver,
        stale);
  }

  private List<Unit> units(Counts counts) throws IOException {
    List<Unit> units = new ArrayList<>();
    Set<Found> chosen = Set.copyOf(folder.checkpoints(options.every()));
    present.clear();
    for (Found found : folder.checkpoints()) {
      try {
        CheckpointInfo info = reader.describe(found, options.tokenizer());
        present.add(info.hash());
        if (!chosen.contains(found)) {
          continue;
        }
        for (Evaluation evaluation : options.evaluations()) {
          units.add(new Unit(found, info, evaluation, key(info, evaluation)));
        }
      } catch (CheckpointException | CorpusException e) {
        passOver(found, e.getMessage(), counts);
      }
    }
    reader.remember();
    return units;
  }

  private ResultKey key(CheckpointInfo checkpoint, Evaluation evaluation) {
    return new ResultKey(
        evaluation.task(),
        evaluation.version(),
        evaluation.taskHash(),
        evaluation.dataHash(),
        checkpoint.hash(),
        options.settings().hash());
  }

  /** Says a reason once, however often a folder is looked at. */
  private void passOver(Found found, String reason, Counts counts) {
    counts.passedOver++;
    if (!reason.equals(refused.put(found.path(), reason))) {
      listener.onRemark(found.name() + " passed over: " + reason);
    }
  }

  /** Loads a checkpoint once for all of its tasks that nobody else is at. */
  private void evaluate(List<Unit> units, Counts counts) throws IOException {
    Optional<LoadedModel> model = Optional.empty();
    try {
      for (Unit unit : units) {
        Optional<Claim> claim = store.claim(unit.key());
        if (claim.isEmpty() || store.has(unit.key())) {
          claim.ifPresent(Claim::close);
          counts.elsewhere++;
          continue;
        }
        try (Claim held = claim.get()) {
          if (model.isEmpty()) {
            model = load(unit, counts);
            if (model.isEmpty()) {
              return;
            }
          }
          measure(unit, model.get(), counts);
        }
      }
    } finally {
      model.ifPresent(LoadedModel::close);
    }
  }

  private Optional<LoadedModel> load(Unit unit, Counts counts) {
    try {
      return Optional.of(
          LoadedModel.open(
              unit.found().path(), options.tokenizer(), DType.FLOAT32, options.kernels()));
    } catch (CheckpointException | CorpusException | EvaluationException e) {
      passOver(unit.found(), e.getMessage(), counts);
      return Optional.empty();
    }
  }

  private void measure(Unit unit, LoadedModel model, Counts counts) throws IOException {
    listener.onUnit(unit.checkpoint(), unit.evaluation());
    long began = System.nanoTime();
    try {
      Outcome outcome = unit.evaluation().evaluate(model, options.settings(), listener::onItems);
      double seconds = (System.nanoTime() - began) * 1e-9;
      Result result = result(unit, outcome, seconds);
      boolean first = store.write(result);
      if (first) {
        counts.written++;
      } else {
        counts.elsewhere++;
      }
      listener.onResult(result, first);
    } catch (EvaluationException | CorpusException e) {
      counts.failed++;
      listener.onRemark(
          "%s of %s FAILED: %s"
              .formatted(unit.evaluation().task(), unit.checkpoint().name(), e.getMessage()));
    }
  }

  private Result result(Unit unit, Outcome outcome, double seconds) {
    return new Result(
        Result.FORMAT,
        unit.key(),
        unit.checkpoint(),
        unit.evaluation().primary(),
        outcome.metrics(),
        outcome.items(),
        outcome.prompts(),
        options.settings().words(),
        outcome.details(),
        seconds,
        options.isoline(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /**
   * Writes the table of all current results of checkpoints that are there, also of tasks and
   * checkpoints that were asked for another time.
   *
   * @return how many results of the tasks asked for are not current
   */
  private int writeTable() throws IOException {
    Map<String, Evaluation> asked = new HashMap<>();
    options.evaluations().forEach(evaluation -> asked.put(evaluation.task(), evaluation));
    List<Result> shown = new ArrayList<>();
    Map<String, Result> newestOfOthers = new TreeMap<>();
    int stale = 0;
    for (Result result : store.all(listener::onRemark)) {
      Evaluation evaluation = asked.get(result.key().task());
      boolean there = present.contains(result.checkpoint().hash());
      if (evaluation == null && there) {
        newestOfOthers.merge(
            result.checkpoint().hash() + result.key().task(),
            result,
            BinaryOperator.maxBy(Comparator.comparing(Result::finished)));
      } else if (evaluation != null && there && isCurrent(result, evaluation)) {
        shown.add(result);
      } else if (evaluation != null) {
        stale++;
      }
    }
    shown.addAll(newestOfOthers.values());
    List<ResultTable.Row> rows = new ArrayList<>(ResultTable.rows(shown));
    options.averages().forEach(average -> rows.addAll(average.rows(shown)));
    ResultTable.write(store, rows);
    return stale;
  }

  private boolean isCurrent(Result result, Evaluation evaluation) {
    return result.key().equals(key(result.checkpoint(), evaluation));
  }
}
