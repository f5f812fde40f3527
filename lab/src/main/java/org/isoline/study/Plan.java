package org.isoline.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.isoline.model.Cost;
import org.isoline.model.Cost.Convention;
import org.isoline.model.Kernels;
import org.isoline.model.TrainingMemory;
import org.isoline.train.Arithmetic;
import org.isoline.train.Recipe;

/**
 * What a study will do and cost, before anything runs.
 *
 * @param study what is planned
 * @param rows one a cell, in the order of {@link Study#cells()}
 * @param trainingTokens tokens of the training side, if the corpus is prepared
 * @param warnings what is known to go wrong with studies like this
 */
public record Plan(
    Study study, List<Row> rows, OptionalLong trainingTokens, List<Warning> warnings) {

  /**
   * One training run.
   *
   * @param cell what runs
   * @param cost its parameters and FLOPs
   * @param memory estimate of its peak
   */
  public record Row(Cell cell, Cost cost, TrainingMemory memory) {

    /** Share of embedding and head in all parameters. */
    public double embeddingShare() {
      return 1 - (double) cost.nonEmbedding() / cost.total();
    }

    /** Tokens trained: whole batches. */
    public long tokens() {
      return cell.recipe().trainedTokens();
    }

    /** Training FLOP under a convention. */
    public double flops(Convention convention) {
      return cost.flops(convention, tokens());
    }

    /** Bytes of decode state after a context of tokens. */
    public double stateBytes() {
      return cost.stateBytes(cell.model().context());
    }

    /**
     * Seconds of training at an assumed rate: the causal FLOPs, and those of the head, 6 d V a
     * token, which the conventions leave out.
     *
     * @param gflops sustained rate in 1e9 FLOP/s
     */
    public double seconds(double gflops) {
      double head = cost.embeddingFlopsPerToken() / 2;
      return (cost.flopsPerToken(Convention.CAUSAL) + head) * tokens() / (gflops * 1e9);
    }
  }

  /**
   * Something that is known to spoil studies.
   *
   * @param text what, where, and the way out
   * @param source who found out
   */
  public record Warning(String text, String source) {}

  /** Plans a study whose corpus nobody has seen. */
  public static Plan of(Study study) {
    return of(study, OptionalLong.empty());
  }

  /**
   * Plans a study.
   *
   * @param trainingTokens tokens of the training side, if the corpus is prepared: {@link
   *     StudyRunner#preparedTokens}
   */
  public static Plan of(Study study, OptionalLong trainingTokens) {
    List<Row> rows =
        study.cells().stream()
            .map(
                cell -> {
                  Cost cost = Cost.of(cell.model());
                  int sequences = cell.recipe().microBatchSequences();
                  return new Row(
                      cell, cost, TrainingMemory.of(cost, sequences, kernels(study, cell)));
                })
            .toList();
    return new Plan(study, rows, trainingTokens, PlanWarnings.of(study, rows, trainingTokens));
  }

  /** Where the machine decides about bfloat16, without it: the plan knows no machine. */
  private static Kernels kernels(Study study, Cell cell) {
    Kernels kernels =
        cell.recipe().arithmetic() == Arithmetic.BFLOAT16
            ? Kernels.DEFAULT.inBfloat16()
            : Kernels.DEFAULT;
    return study.workers().activationCheckpointing() ? kernels.recomputing() : kernels;
  }

  /** The recipe of the first cell; cells differ in learning rate and seeds only. */
  public Recipe recipe() {
    return rows.getFirst().cell().recipe();
  }

  /** How often each run goes over the corpus, if its size is known. */
  Optional<Passes> passes() {
    return trainingTokens.stream()
        .mapToObj(tokens -> new Passes(recipe().trainedTokens(), tokens))
        .findFirst();
  }

  /** Steps after which each run keeps its parameters. */
  public List<Long> checkpointSteps() {
    return recipe().checkpointSteps();
  }

  /** Checkpoints of all runs. */
  public long checkpoints() {
    return (long) rows.size() * checkpointSteps().size();
  }

  /** A sum over all runs. */
  public double total(ToDoubleFunction<Row> quantity) {
    return rows.stream().mapToDouble(quantity).sum();
  }

  /** Bytes of the fp32 parameters of all checkpoints, without optimizer state. */
  public double checkpointBytes() {
    return total(row -> 4.0 * row.cost().total() * checkpointSteps().size());
  }

  /**
   * Aligned tables for people.
   *
   * @param gflops assumed rate of each run in 1e9 FLOP/s; without it, no times
   */
  public String text(OptionalDouble gflops) {
    return new PlanText(this, gflops).render();
  }

  /**
   * Everything in {@link #text} for programs, and the resolved study.
   *
   * @param gflops assumed rate of each run in 1e9 FLOP/s; without it, no times
   */
  public ObjectNode json(OptionalDouble gflops) {
    return PlanJson.of(this, gflops);
  }
}
