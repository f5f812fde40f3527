package org.isoline.cli;

import java.util.List;
import org.isoline.law.LawException;
import org.isoline.law.Selection;
import org.isoline.law.interval.Scheme;
import picocli.CommandLine.Option;

/** How the intervals of a law are made. */
final class SchemeOptions {
  /** What is drawn anew. */
  enum Kind {
    RUNS,
    RESIDUALS,
    SIZES,
    SEEDS,
    AUTO
  }

  @Option(
      names = "--scheme",
      defaultValue = "auto",
      description =
          "runs (bootstrap), residuals (wild bootstrap), sizes (jackknife) or seeds; auto is runs where there are at least 8 of them, else residuals (default: ${DEFAULT-VALUE}).")
  private Kind kind;

  @Option(
      names = "--draws",
      defaultValue = "1000",
      paramLabel = "COUNT",
      description = "Draws of a bootstrap (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "SEED",
      description = "Of everything random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--block",
      defaultValue = "8",
      paramLabel = "COUNT",
      description =
          "Consecutive checkpoints of a run that share a sign, beside that of the run, under --scheme residuals (default: ${DEFAULT-VALUE}).")
  private int block;

  /**
   * The scheme for some points.
   *
   * @throws LawException if there are fewer than 2 draws or the block is empty
   */
  Scheme scheme(Selection selection) {
    check();
    return switch (kind) {
      case RUNS -> new Scheme.Runs(draws, seed);
      case RESIDUALS -> new Scheme.Residuals(draws, seed, block);
      case SEEDS -> new Scheme.Seeds(draws, seed);
      case SIZES -> new Scheme.Sizes();
      case AUTO -> Scheme.automatic(selection, draws, seed);
    };
  }

  /** The scheme chosen, or under auto the three that a single study allows. */
  List<Scheme> calibrated() {
    check();
    return switch (kind) {
      case RUNS -> List.of(new Scheme.Runs(draws, seed));
      case RESIDUALS -> List.of(new Scheme.Residuals(draws, seed, block));
      case SEEDS -> List.of(new Scheme.Seeds(draws, seed));
      case SIZES -> List.of(new Scheme.Sizes());
      case AUTO ->
          List.of(
              new Scheme.Runs(draws, seed),
              new Scheme.Residuals(draws, seed, block),
              new Scheme.Sizes());
    };
  }

  private void check() {
    if (draws < 2) {
      throw new LawException("--draws " + draws + ": an interval needs at least 2, say 1000");
    }
    if (block < 1) {
      throw new LawException("--block " + block + ": at least 1 checkpoint");
    }
  }

  long seed() {
    return seed;
  }
}
