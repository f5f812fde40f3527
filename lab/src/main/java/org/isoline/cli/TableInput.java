package org.isoline.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.isoline.law.ComputeCount;
import org.isoline.law.Convention;
import org.isoline.law.LawException;
import org.isoline.law.LossColumn;
import org.isoline.law.Observation;
import org.isoline.law.Observations;
import org.isoline.law.ParameterCount;
import org.isoline.law.Selection;
import org.isoline.law.SelectionRule;
import org.isoline.law.TableOptions;
import picocli.CommandLine.Option;

/** What all commands that fit laws ask of a table: its columns, its rows, its conventions. */
final class TableInput {
  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "OURS=THEIRS",
      description = {
        "Names that columns have in the table, such as params_total=N,tokens=D,loss=val.",
        "Ours: tokens (or flops_6nd, from which D = C / 6N), params_total, params_non_embedding, loss (val_loss), train_loss; and arch, run, size, seed, step, budget, unique_tokens, flops_paper, flops_causal, phase, accuracy."
      })
  private Map<String, String> columns = Map.of();

  @Option(
      names = "--skip-invalid",
      description =
          "Drop rows with a loss, a count or a compute of zero, below zero or NaN, and say so, instead of refusing the table.")
  private boolean skipInvalid;

  @Option(
      names = "--arch",
      split = ",",
      paramLabel = "ARCH",
      description = "Architectures to look at (default: all of the table).")
  private List<String> architectures = List.of();

  @Option(
      names = "--parameters",
      split = ",",
      paramLabel = "COUNT",
      description = "What N counts: total, non_embedding (default: all that the table has).")
  private List<String> parameters = List.of();

  @Option(
      names = "--compute",
      split = ",",
      paramLabel = "COUNT",
      description = "What C counts: 6nd, paper, causal (default: all that the table has).")
  private List<String> compute = List.of();

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      description = "validation or train (default: validation where the table has it).")
  private Optional<String> loss = Optional.empty();

  @Option(
      names = "--min-tokens",
      paramLabel = "TOKENS",
      description = "Drop checkpoints with fewer tokens.")
  private double minTokens;

  @Option(
      names = "--max-loss",
      paramLabel = "NATS",
      description = "Drop checkpoints with a higher loss.")
  private double maxLoss = Double.POSITIVE_INFINITY;

  @Option(
      names = "--max-flop",
      paramLabel = "FLOP",
      description = "Drop checkpoints with more compute, by the count of the convention.")
  private double maxFlop = Double.POSITIVE_INFINITY;

  @Option(
      names = "--drop-highest",
      paramLabel = "COUNT",
      description = "Drop so many checkpoints with the highest losses of each architecture.")
  private int highest;

  /** The rows of the table, by architecture in the order of the table. */
  Map<String, List<Observation>> read(Path file) {
    List<Observation> all = Observations.read(file, new TableOptions(columns, !skipInvalid));
    if (all.isEmpty()) {
      throw new LawException(file + ": no rows below the header; a law needs at least a few");
    }
    Map<String, List<Observation>> byArchitecture = new LinkedHashMap<>();
    all.forEach(o -> byArchitecture.computeIfAbsent(o.arch(), a -> new ArrayList<>()).add(o));
    if (architectures.isEmpty()) {
      return byArchitecture;
    }
    Map<String, List<Observation>> chosen = new LinkedHashMap<>();
    for (String name : architectures) {
      if (!byArchitecture.containsKey(name)) {
        throw new LawException(
            file + ": no architecture '" + name + "' among " + byArchitecture.keySet());
      }
      chosen.put(name, byArchitecture.get(name));
    }
    return chosen;
  }

  /**
   * The conventions asked for, or else all that every row can be counted by.
   *
   * @throws LawException if the table has none of them
   */
  List<Convention> conventions(List<Observation> observations) {
    LossColumn column =
        loss.map(id -> named(LossColumn.values(), LossColumn::id, id))
            .orElseGet(() -> measuredLoss(observations));
    List<Convention> there = new ArrayList<>();
    for (ParameterCount count : chosen(ParameterCount.values(), ParameterCount::id, parameters)) {
      for (ComputeCount flop : chosen(ComputeCount.values(), ComputeCount::id, compute)) {
        Convention convention = new Convention(count, flop, column);
        if (observations.stream().anyMatch(o -> counted(convention, o))) {
          there.add(convention);
        }
      }
    }
    if (there.isEmpty()) {
      throw new LawException(
          "the table lacks the columns of every convention asked for; 6nd needs tokens and the"
              + " parameters, paper and causal need flops_paper and flops_causal");
    }
    return there;
  }

  /** What fits may use of one architecture. */
  SelectionRule rule(List<Observation> all) {
    return SelectionRule.onePhase(all)
        .withMinTokens(minTokens)
        .withMaxLoss(maxLoss)
        .withMaxFlop(maxFlop)
        .withoutHighestLosses(highest);
  }

  /** The points of one architecture under a convention. */
  Selection selection(List<Observation> own, Convention convention) {
    return Selection.of(own, convention, rule(own));
  }

  private static boolean counted(Convention convention, Observation observation) {
    return Double.isFinite(convention.parameters().of(observation))
        && Double.isFinite(convention.compute().of(observation, convention.parameters()));
  }

  private static LossColumn measuredLoss(List<Observation> observations) {
    return observations.stream().anyMatch(o -> Double.isFinite(o.valLoss()))
        ? LossColumn.VALIDATION
        : LossColumn.TRAIN;
  }

  private static <E> List<E> chosen(E[] values, Function<E, String> id, List<String> names) {
    return names.isEmpty()
        ? List.of(values)
        : names.stream().map(name -> named(values, id, name)).distinct().toList();
  }

  private static <E> E named(E[] values, Function<E, String> id, String name) {
    Set<String> known = new TreeSet<>(Arrays.stream(values).map(id).toList());
    return Arrays.stream(values)
        .filter(value -> id.apply(value).equals(name))
        .findFirst()
        .orElseThrow(() -> new LawException("'" + name + "' is none of " + known));
  }
}
