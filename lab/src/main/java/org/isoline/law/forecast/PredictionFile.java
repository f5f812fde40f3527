package org.isoline.law.forecast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.isoline.files.AtomicFile;
import org.isoline.law.Convention;
import org.isoline.law.LawException;
import org.isoline.law.Observation;
import org.isoline.law.Observations;
import org.isoline.law.Point;
import org.isoline.law.interval.Interval;

/**
 * A forecast written down before the run exists, and held against it after.
 *
 * <p>The file is JSON with the SHA-256 of the observation table ({@link
 * org.isoline.law.StudyLaws#dataHash}), the time of writing, the forecasts with scheme, convention
 * and intervals, and in {@code sha256} the hash of all the rest on one line: a number changed later
 * is noticed, a change of layout is not. The hash is no signature; keep the file under version
 * control to prove its date.
 *
 * @param written when
 * @param dataHash of the table that the laws were fitted to
 * @param document all of it
 */
public record PredictionFile(Instant written, String dataHash, ObjectNode document) {
  private static final String FORMAT = "isoline-prediction-1";
  private static final String HASH = "sha256";

  /** A run matches a planned one if N and D are this near. */
  private static final double SAME_RUN = 0.01;

  /** A checkpoint matches a budget if its compute is this near. */
  private static final double SAME_BUDGET = 0.05;

  /** Copies the document. */
  public PredictionFile {
    document = document.deepCopy();
  }

  @Override
  public ObjectNode document() {
    return document.deepCopy();
  }

  /**
   * A prediction and the run that tells whether it was right.
   *
   * @param architecture of both
   * @param method the estimator
   * @param convention of the law
   * @param asked the budget or the planned run, in words
   * @param band in which the loss of a single run was to lie
   * @param match the run; empty if the table has none yet
   * @param matches checkpoints that fit the description
   */
  public record Verdict(
      String architecture,
      String method,
      Convention convention,
      String asked,
      Interval band,
      Optional<Match> match,
      int matches) {}

  /**
   * What came of it.
   *
   * @param run its name
   * @param parameters N
   * @param tokens D
   * @param flop C by the convention
   * @param loss measured, nats per token
   * @param error (predicted - measured) / measured
   * @param inside95 whether the loss lies in the 95 % band
   * @param inside80 whether it lies in the 80 % band
   */
  public record Match(
      String run,
      double parameters,
      double tokens,
      double flop,
      double loss,
      double error,
      boolean inside95,
      boolean inside80) {}

  /**
   * Writes forecasts of a table.
   *
   * @param observations the table as it was read, rows of all architectures
   * @throws LawException if the file exists, or cannot be written
   */
  public static void write(
      Path file, List<Observation> observations, List<Forecast> forecasts, Instant now) {
    if (Files.exists(file)) {
      throw new LawException(
          file
              + " exists; a prediction is written once, before the run. Choose another name, or"
              + " compare it with --compare");
    }
    ObjectNode root = Json.object();
    root.put("format", FORMAT);
    root.put("written", now.toString());
    root.put("data_sha256", Observations.sha256(observations));
    ArrayNode list = root.putArray("forecasts");
    forecasts.forEach(forecast -> list.add(ForecastJson.json(forecast)));
    root.put(HASH, hash(root));
    try {
      AtomicFile.write(file, Json.text(root));
    } catch (IOException e) {
      throw new LawException(e.getMessage(), e);
    }
  }

  /**
   * Reads a prediction.
   *
   * @throws LawException if it is not one, or was changed after it was written
   */
  public static PredictionFile read(Path file) {
    ObjectNode root = Json.parse(text(file), file.toString());
    if (!FORMAT.equals(root.path("format").asText())) {
      throw new LawException(
          file
              + ": not a prediction: format is '"
              + root.path("format").asText()
              + "', not "
              + FORMAT);
    }
    String recorded = root.path(HASH).asText();
    String found = hash(root);
    if (!found.equals(recorded)) {
      throw new LawException(
          file
              + ": edited after it was written: its content has the SHA-256 "
              + found
              + ", it says "
              + recorded
              + "; take the original from where you keep it");
    }
    try {
      return new PredictionFile(
          Instant.parse(root.path("written").asText()), root.path("data_sha256").asText(), root);
    } catch (DateTimeException e) {
      throw new LawException(
          file + ": written = '" + root.path("written").asText() + "' is not a date", e);
    }
  }

  /** Every prediction with the run of the table that answers it, if there is one by now. */
  public List<Verdict> compare(Map<String, List<Observation>> observations) {
    List<Verdict> verdicts = new ArrayList<>();
    for (JsonNode forecast : document.path("forecasts")) {
      List<Observation> own = observations.getOrDefault(forecast.path("arch").asText(), List.of());
      Convention convention = Json.convention(forecast.path("convention"));
      List<Point> points = own.stream().map(convention::point).filter(p -> p.loss() > 0).toList();
      for (JsonNode budget : forecast.path("budgets")) {
        double flop = Json.number(budget, "flop");
        verdicts.add(
            verdict(
                forecast,
                convention,
                "best run at " + flop + " FLOP",
                budget,
                points,
                point -> near(point.c(), flop, SAME_BUDGET)));
      }
      for (JsonNode run : forecast.path("runs")) {
        double n = Json.number(run, "parameters");
        double d = Json.number(run, "tokens");
        verdicts.add(
            verdict(
                forecast,
                convention,
                "N = " + n + ", D = " + d,
                run,
                points,
                point -> near(point.n(), n, SAME_RUN) && near(point.d(), d, SAME_RUN)));
      }
    }
    return verdicts;
  }

  /** Whether the table is still the one that the laws were fitted to. */
  public boolean sameTable(List<Observation> observations) {
    return dataHash.equals(Observations.sha256(observations));
  }

  /** The best of the matching checkpoints answers: L* is the loss of the best model. */
  private static Verdict verdict(
      JsonNode forecast,
      Convention convention,
      String asked,
      JsonNode prediction,
      List<Point> points,
      Predicate<Point> matches) {
    Interval band = Json.interval(prediction.path("measured_loss"));
    List<Point> there = points.stream().filter(matches).toList();
    Optional<Match> match =
        there.stream()
            .min(Comparator.comparingDouble(Point::loss))
            .map(
                p ->
                    new Match(
                        p.run(),
                        p.n(),
                        p.d(),
                        p.c(),
                        p.loss(),
                        (band.value() - p.loss()) / p.loss(),
                        band.covers95(p.loss()),
                        band.covers80(p.loss())));
    return new Verdict(
        forecast.path("arch").asText(),
        forecast.path("method").asText(),
        convention,
        asked,
        band,
        match,
        there.size());
  }

  private static boolean near(double value, double wanted, double tolerance) {
    return Math.abs(value - wanted) <= tolerance * wanted;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new LawException("cannot read " + file + " as UTF-8 text: " + e.getMessage(), e);
    }
  }

  private static String hash(ObjectNode document) {
    ObjectNode rest = document.deepCopy();
    rest.remove(HASH);
    try {
      byte[] bytes = Json.compact(rest).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
