package org.isoline.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.isoline.law.LawsJson;
import org.isoline.law.Observation;
import org.isoline.law.Observations;
import org.isoline.law.ParametricLaw;
import org.isoline.law.StudyLaws;
import org.isoline.law.interval.StudyEstimates;
import org.isoline.law.interval.StudyEstimatesJson;

/**
 * A study folder made from known loss surfaces: 4 architectures of 4 sizes with 8 checkpoints each
 * and a second seed of one cell. One cell diverges half-way, one fails before its first checkpoint,
 * one has a line that a kill tore, one repeats steps after a resume. The trust page of one fails,
 * one has none, and one has half of one.
 */
final class SyntheticStudy {
  static final String DIVERGED = "hgrn2-l";
  static final String FAILED = "cosformer2-s";
  static final String TORN = "tnl-xs";
  static final String RESUMED = "llama-s";
  static final String DISTRUSTED = "hgrn2-m";
  static final String WITHOUT_TRUST = "cosformer2-l";
  static final String TORN_TRUST = "tnl-m";
  static final String SECOND_SEED = "tnl-xs-s2";
  static final int STEPS = 1200;
  static final long BATCH_TOKENS = 8192;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Integer> CHECKPOINTS = List.of(30, 75, 130, 220, 370, 600, 900, STEPS);
  private static final int WARMUP = 40;
  private static final int VOCABULARY = 4096;

  /** An architecture: its surface, and the FLOP per token and parameter under both counts. */
  private record Kind(String arch, ParametricLaw surface, double paper, double causal) {}

  private record Rung(String size, int layers, int width, double n) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("llama", new ParametricLaw(1.75, 120, 420, 0.36, 0.385), 8.4, 7.2),
          new Kind("tnl", new ParametricLaw(1.80, 108, 400, 0.35, 0.38), 6.6, 6.6),
          new Kind("hgrn2", new ParametricLaw(1.70, 90, 380, 0.335, 0.375), 6.5, 6.5),
          new Kind("cosformer2", new ParametricLaw(1.82, 128, 430, 0.355, 0.38), 6.9, 6.9));

  private static final List<Rung> RUNGS =
      List.of(
          new Rung("xs", 2, 64, 5.2e4),
          new Rung("s", 3, 96, 2.1e5),
          new Rung("m", 4, 160, 8.2e5),
          new Rung("l", 6, 256, 3.1e6));

  private final Path folder;
  private final Random noise = new Random(11);
  private final List<Observation> observations = new ArrayList<>();

  private SyntheticStudy(Path folder) {
    this.folder = folder;
  }

  /** Writes the whole study. */
  static void write(Path folder) throws IOException {
    new SyntheticStudy(folder).writeAll();
  }

  /** Writes a study of which nothing but the plan exists. */
  static void writePending(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("study.yaml"), "name: pending\n");
    Files.writeString(
        folder.resolve("plan.json"),
        """
        {"cells": [
          {"cell": "tnl-xs", "architecture": "tnl", "size": "xs", "seed": 1, "steps": 100},
          {"cell": "llama-xs", "architecture": "llama", "size": "xs", "seed": 1, "steps": 100}
        ]}
        """);
  }

  private void writeAll() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("study.yaml"),
        """
        # Synthetic: known surfaces, no training. </script> & <b> must survive as text.
        name: synthetic
        architectures: [llama, tnl, hgrn2, cosformer2]
        sizes: [xs, s, m, l]
        """);
    Files.writeString(
        folder.resolve("provenance.json"),
        """
        {"isoline": "0.1.0", "commit": "0123456789ab", "jdk": "25", "os": "Linux 6.1",
         "arch": "amd64", "cpu": "Synthetic CPU @ 2.0 GHz", "cores": 2, "threads": 1,
         "started": "2026-01-02T03:04:05Z", "finished": "2026-01-02T04:05:06Z",
         "command": "isoline study studies/synthetic.yaml"}
        """);
    for (Kind kind : KINDS) {
      for (Rung rung : RUNGS) {
        cell(kind, rung, kind.arch() + "-" + rung.size(), 1);
      }
    }
    cell(KINDS.get(1), RUNGS.getFirst(), SECOND_SEED, 2);
    Observations.write(folder.resolve("observations.csv"), observations);
    LawsJson.write(folder.resolve("laws.json"), StudyLaws.fit(observations));
    StudyEstimatesJson.write(folder.resolve("estimates.json"), StudyEstimates.of(observations, 0));
  }

  private void cell(Kind kind, Rung rung, String id, long seed) throws IOException {
    Path cell = Files.createDirectories(folder.resolve(id));
    Files.writeString(
        cell.resolve("config.yaml"),
        "cell: %s\narchitecture: %s\nsize: %s\nseed: %d\nlayers: %d\nwidth: %d\n"
            .formatted(id, kind.arch(), rung.size(), seed, rung.layers(), rung.width()));
    if (id.equals(FAILED)) {
      Files.writeString(
          cell.resolve("outcome.json"),
          """
          {"state": "failed", "message": "worker ended with exit code 137",
           "log": ["step 12 loss 7.1", "Killed: out of memory <heap>"]}
          """);
      return;
    }
    int end = id.equals(DIVERGED) ? 400 : STEPS;
    metrics(kind, rung, id, cell, end);
    evaluations(kind, rung, id, cell, end, seed);
    Files.writeString(
        cell.resolve("outcome.json"),
        id.equals(DIVERGED)
            ? """
              {"state": "diverged", "step": 400, "steps": %d,
               "message": "loss NaN at step 401; lower the learning rate (0.003)"}
              """
                .formatted(STEPS)
            : "{\"state\": \"done\", \"step\": %d, \"steps\": %d}".formatted(STEPS, STEPS));
    if (!id.equals(DIVERGED) && !id.equals(WITHOUT_TRUST)) {
      String trust = trust(id.equals(DISTRUSTED));
      Files.writeString(
          cell.resolve("trust.json"), id.equals(TORN_TRUST) ? trust.substring(0, 40) : trust);
    }
  }

  private static String trust(boolean failing) {
    return """
        {"step": %d, "cases": [
           {"name": "step-%d", "dtype": "float32", "checks": [
              {"quantity": "weights that are no finite number", "max_difference": 0.0,
               "tolerance": 0.0, "pass": true},
              {"quantity": "float32 against float64, logits", "max_difference": 1.5e-5,
               "tolerance": 1e-4, "pass": true}], "pass": true},
           {"name": "step-%d", "dtype": "float64", "checks": [
              {"quantity": "gradient against differences of the loss", "max_difference": %s,
               "tolerance": 1e-6, "pass": %b}], "pass": %b}],
         "notes": ["model.x <dead> gets no gradient"],
         "meanings": {%s}, "pass": %b}
        """
        .formatted(
            STEPS,
            STEPS,
            STEPS,
            failing ? "\"NaN\"" : "2e-8",
            !failing,
            !failing,
            failing
                ? "\"gradient against differences of the loss\": \"Training follows a wrong slope.\""
                : "",
            !failing);
  }

  private void metrics(Kind kind, Rung rung, String id, Path cell, int end) throws IOException {
    StringBuilder lines = new StringBuilder();
    if (id.equals(RESUMED)) {
      lines.append(metric(kind, rung, 1, 99)).append(metric(kind, rung, 2, 99));
    }
    for (int step = 1; step <= end; step++) {
      double loss = loss(kind, rung, step) + 0.04 * noise.nextGaussian();
      lines.append(metric(kind, rung, step, loss));
    }
    if (id.equals(TORN)) {
      lines.append("{\"step\":1201,\"tokens\":98");
    }
    Files.writeString(cell.resolve("metrics.jsonl"), lines);
  }

  private String metric(Kind kind, Rung rung, int step, double loss) {
    double rate = 4e9 / (kind.paper() * rung.n());
    return String.format(
        Locale.ROOT,
        "{\"step\":%d,\"tokens\":%d,\"loss\":%.5f,\"lr\":0.003,\"grad_norm\":1.0,\"phase\":\"%s\","
            + "\"tokens_per_second\":%.1f,\"flop_utilisation\":%.3f,\"seconds\":%.2f}%n",
        step,
        step * BATCH_TOKENS,
        loss,
        phase(step),
        rate,
        0.31,
        step * BATCH_TOKENS / rate);
  }

  private void evaluations(Kind kind, Rung rung, String id, Path cell, int end, long seed)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int step : CHECKPOINTS) {
      if (step > end) {
        break;
      }
      double loss = loss(kind, rung, step) * (1 + 0.001 * noise.nextGaussian());
      ObjectNode line = JSON.createObjectNode();
      line.put("step", step).put("tokens", step * BATCH_TOKENS).put("val_loss", loss);
      line.put("val_loss_standard_error", 0.0123).put("bits_per_byte", bits(loss));
      line.put("documents", 200).put("bytes", 800_000).put("seconds", 1.5);
      lines.append(line).append('\n');
      observations.add(observation(kind, rung, id, seed, step, loss));
    }
    Files.writeString(cell.resolve("evaluations.jsonl"), lines);
  }

  private static Observation observation(
      Kind kind, Rung rung, String id, long seed, int step, double loss) {
    double tokens = (double) step * BATCH_TOKENS;
    return new Observation(
        kind.arch(),
        rung.size(),
        id,
        seed,
        step,
        tokens,
        tokens,
        rung.n(),
        rung.n() + (double) VOCABULARY * rung.width(),
        kind.paper() * rung.n() * tokens,
        kind.causal() * rung.n() * tokens,
        6 * rung.n() * tokens,
        loss + 0.01,
        loss,
        bits(loss),
        0.003,
        phase(step),
        BATCH_TOKENS,
        256);
  }

  private static double loss(Kind kind, Rung rung, int step) {
    double surface = kind.surface().loss(rung.n(), (double) step * BATCH_TOKENS);
    return Math.min(surface, Math.log(VOCABULARY) - 0.3 * Math.log10(step));
  }

  private static double bits(double nats) {
    return nats / Math.log(2) / 3.2;
  }

  private static String phase(int step) {
    return step <= WARMUP ? "warmup" : "stable";
  }
}
