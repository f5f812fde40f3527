package org.isoline.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.isoline.law.Convention;
import org.isoline.law.Dropped;
import org.isoline.law.EnvelopePoint;
import org.isoline.law.FlooredPowerLaw;
import org.isoline.law.LossColumn;
import org.isoline.law.Observation;
import org.isoline.law.ParametricLaw;
import org.isoline.law.PowerLaw;
import org.isoline.law.StudyLaws;

/**
 * All that the run folders of a study say. The page and its tables are made from this alone.
 *
 * @param study its name, which is the folder's
 * @param resolvedStudy the text of study.yaml
 * @param provenance what made the study, by key, in the order of provenance.json
 * @param observations one a checkpoint
 * @param envelopes laws by envelope, of every architecture and convention
 * @param surfaces laws L(N, D), likewise
 * @param estimates estimates.json, missing if it is not there
 * @param cells in the order of plan.json, or of their names
 * @param evaluated what the models can do; nothing if no task was asked
 * @param missing files that are not there
 * @param remarks what was passed over while reading, in sentences
 */
public record ReportData(
    String study,
    Optional<String> resolvedStudy,
    Map<String, String> provenance,
    List<Observation> observations,
    List<Law<Envelope>> envelopes,
    List<Law<ParametricLaw>> surfaces,
    JsonNode estimates,
    List<Cell> cells,
    Evaluated evaluated,
    List<Missing> missing,
    List<String> remarks) {

  /** Copies the collections. */
  public ReportData {
    provenance = ordered(provenance);
    observations = List.copyOf(observations);
    envelopes = List.copyOf(envelopes);
    surfaces = List.copyOf(surfaces);
    cells = List.copyOf(cells);
    missing = List.copyOf(missing);
    remarks = List.copyOf(remarks);
  }

  /**
   * Reads {@code runs/STUDY}.
   *
   * @throws ReportException if it is no study folder, or a file in it is malformed beyond what a
   *     kill can do to it
   */
  public static ReportData read(Path studyFolder) {
    return new StudyFolder(studyFolder).read();
  }

  /** Identifiers of the architectures: those with observations, with cells, with evaluations. */
  public List<String> architectures() {
    Set<String> names = new LinkedHashSet<>();
    observations.forEach(observation -> names.add(observation.arch()));
    cells.stream().map(Cell::architecture).filter(name -> !name.isEmpty()).forEach(names::add);
    evaluated.scores().forEach(score -> names.add(score.checkpoint().architecture()));
    return List.copyOf(names);
  }

  /** The loss the study measured: on held-out text if there is any, else in training. */
  public LossColumn loss() {
    boolean validated = observations.stream().anyMatch(o -> Double.isFinite(o.valLoss()));
    return validated || observations.isEmpty() ? LossColumn.VALIDATION : LossColumn.TRAIN;
  }

  /** The conventions of the envelopes, the one of the figures first. */
  public List<Convention> conventions() {
    Set<Convention> found = new LinkedHashSet<>();
    envelopes.forEach(law -> found.add(law.convention()));
    return found.isEmpty() ? StudyLaws.envelopeConventions(loss()) : List.copyOf(found);
  }

  /** The observations of a cell, in the order of the table. */
  public List<Observation> observationsOf(String cell) {
    return observations.stream().filter(observation -> observation.run().equals(cell)).toList();
  }

  /**
   * A file that is not there.
   *
   * @param file relative to the study folder
   * @param consequence what the report cannot show without it
   * @param remedy the command that writes it
   */
  public record Missing(String file, String consequence, String remedy) {}

  /**
   * A law as laws.json has it.
   *
   * @param architecture it describes
   * @param method the estimator
   * @param convention what N, C and L are
   * @param status a word: converged, at_boundary, too_few_points, undetermined, not_converged
   * @param detail the status in a sentence
   * @param fitted the law, if there is one
   * @param pointsUsed in the fit
   * @param dropped checkpoints left out
   * @param diagnostics by name; those that do not exist are NaN
   * @param warnings in words
   * @param <T> what was fitted
   */
  public record Law<T>(
      String architecture,
      String method,
      Convention convention,
      String status,
      String detail,
      Optional<T> fitted,
      int pointsUsed,
      List<Dropped> dropped,
      Map<String, Double> diagnostics,
      List<String> warnings) {

    /** Copies the collections. */
    public Law {
      dropped = List.copyOf(dropped);
      diagnostics = ordered(diagnostics);
      warnings = List.copyOf(warnings);
    }

    /** Whether the law can be read without a caveat about its fit. */
    public boolean converged() {
      return "converged".equals(status);
    }

    /** A diagnostic, NaN if it is not there. */
    public double diagnostic(String name) {
      return diagnostics.getOrDefault(name, Double.NaN);
    }
  }

  /**
   * The laws of an envelope; C is in PFLOP/s-days.
   *
   * @param loss L(C), nats per token
   * @param parameters N_opt(C)
   * @param tokens D_opt(C)
   * @param lossWithFloor L(C) with an irreducible part
   * @param floorStatus the status of that fit, in the words of {@link Law#status()}
   * @param flopSlope s, the slope of ln (FLOP per token) on ln N
   * @param consistency a s + b
   * @param distinctWinners sizes that are the best somewhere
   * @param points of the envelope, in order of compute
   */
  public record Envelope(
      PowerLaw loss,
      PowerLaw parameters,
      PowerLaw tokens,
      Optional<FlooredPowerLaw> lossWithFloor,
      String floorStatus,
      double flopSlope,
      double consistency,
      int distinctWinners,
      List<EnvelopePoint> points) {

    /** Copies the points. */
    public Envelope {
      points = List.copyOf(points);
    }

    /** The least compute of a point, NaN without points. */
    public double computeFrom() {
      return points.isEmpty() ? Double.NaN : points.getFirst().compute();
    }

    /** The largest compute of a point, NaN without points. */
    public double computeTo() {
      return points.isEmpty() ? Double.NaN : points.getLast().compute();
    }

    /** The share of points whose winner has no rival on one side; NaN without points. */
    public double edgeShare() {
      return (double) points.stream().filter(EnvelopePoint::edge).count() / points.size();
    }
  }

  /**
   * One model of the study.
   *
   * @param id the name of its folder
   * @param architecture identifier, blank if unknown
   * @param size its rung, blank if unknown
   * @param seed of the run, 0 if unknown
   * @param state where it stands
   * @param step updates made
   * @param steps updates planned, 0 if unknown
   * @param message why it stands there, blank if there is nothing to say
   * @param log last lines of its log
   * @param config what config.yaml says, flattened to dotted keys
   * @param metrics one a step, in order of steps
   * @param evaluations one a checkpoint, in order of steps
   * @param trust what trust.json says of the last checkpoint
   */
  public record Cell(
      String id,
      String architecture,
      String size,
      long seed,
      CellState state,
      long step,
      long steps,
      String message,
      List<String> log,
      Map<String, String> config,
      List<Metric> metrics,
      List<Evaluation> evaluations,
      Optional<Trust> trust) {

    /** Copies the collections. */
    public Cell {
      log = List.copyOf(log);
      config = ordered(config);
      metrics = List.copyOf(metrics);
      evaluations = List.copyOf(evaluations);
    }

    /** The evaluation of the last checkpoint. */
    public Optional<Evaluation> lastEvaluation() {
      return evaluations.isEmpty() ? Optional.empty() : Optional.of(evaluations.getLast());
    }
  }

  /**
   * One training step; what the line lacks is NaN.
   *
   * @param step updates made
   * @param tokens seen
   * @param loss on the batch, nats per token
   * @param tokensPerSecond of this step
   * @param utilisation share of the machine's measured ceiling, 0 to 1
   * @param seconds training time so far
   */
  public record Metric(
      long step,
      double tokens,
      double loss,
      double tokensPerSecond,
      double utilisation,
      double seconds) {}

  /**
   * One checkpoint on held-out text; what the line lacks is NaN.
   *
   * @param step updates made
   * @param tokens seen
   * @param loss nats per token
   * @param standardError of the loss
   * @param bitsPerByte of the text
   */
  public record Evaluation(
      long step, double tokens, double loss, double standardError, double bitsPerByte) {}

  private static <T> Map<String, T> ordered(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
