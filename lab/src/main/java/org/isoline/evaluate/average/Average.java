package org.isoline.evaluate.average;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Averages over tasks of arXiv 2406.16690 and of SCROLLS.
 *
 * <p>Scores are given under keys {@code task:metric} with the names of the lm-evaluation-harness,
 * such as {@code boolq:acc} and {@code gov_report:rouge1}, all in the same unit. Keys that a rule
 * does not name do not count.
 */
public enum Average {
  /**
   * Mean of seven tasks of common sense: "CSR" of Tables 4 to 6 of the paper. It has no value while
   * a part is missing.
   */
  CSR7("csr7", WhenMissing.NO_VALUE, sevenTasks()),
  /** {@link #CSR7} with social_iqa, which the text of the paper names and its tables lack. */
  CSR8(
      "csr8",
      WhenMissing.NO_VALUE,
      Stream.concat(sevenTasks().stream(), Stream.of(Part.of("social_iqa:acc"))).toList()),
  /**
   * Mean of the thirteen columns of Tables 8 to 10 of the paper: three ROUGE scores of a summary
   * count as three. Missing columns are dropped, as the paper drops tasks that failed; a model that
   * failed at a hard task so has a higher average.
   */
  SCROLLS13("scrolls13", WhenMissing.DROPPED, thirteenColumns()),
  /**
   * Mean of seven tasks, of which a summary counts by the geometric mean of its ROUGE scores: the
   * score of the SCROLLS benchmark (Shaham et al., arXiv 2201.03533). Missing tasks count 0; where
   * all are missing there is no value.
   */
  SCROLLS_OFFICIAL("scrolls_official", WhenMissing.ZERO, officialTasks());

  /** What becomes of an average without one of its parts. */
  private enum WhenMissing {
    NO_VALUE,
    DROPPED,
    ZERO
  }

  private final String id;
  private final WhenMissing whenMissing;
  private final List<Part> parts;

  Average(String id, WhenMissing whenMissing, List<Part> parts) {
    this.id = id;
    this.whenMissing = whenMissing;
    this.parts = parts;
  }

  /** Name in files and commands, e.g. {@code csr7}. */
  public String id() {
    return id;
  }

  /**
   * The average with a name.
   *
   * @throws IllegalArgumentException naming the legal names
   */
  public static Average of(String id) {
    return Arrays.stream(values())
        .filter(average -> average.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "average '"
                        + id
                        + "' is not one of "
                        + Arrays.stream(values()).map(Average::id).toList()));
  }

  /** Names of what counts once, in order. */
  public List<String> parts() {
    return parts.stream().map(Part::name).toList();
  }

  /** The average of what was measured. */
  public Averaged over(Map<String, Measured> scores) {
    Map<String, Measured> used = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (Part part : parts) {
      Optional<Measured> score = part.in(scores);
      score.ifPresentOrElse(
          measured -> used.put(part.name(), measured), () -> missing.add(part.name()));
    }
    List<Measured> measured = List.copyOf(used.values());
    OptionalDouble error = missing.isEmpty() ? errorOfMean(measured) : OptionalDouble.empty();
    return new Averaged(this, value(measured), error, List.copyOf(used.keySet()), missing);
  }

  private OptionalDouble value(List<Measured> used) {
    boolean complete = used.size() == parts.size();
    if (used.isEmpty() || whenMissing == WhenMissing.NO_VALUE && !complete) {
      return OptionalDouble.empty();
    }
    double sum = used.stream().mapToDouble(Measured::value).sum();
    return OptionalDouble.of(
        sum / (whenMissing == WhenMissing.DROPPED ? used.size() : parts.size()));
  }

  private static OptionalDouble errorOfMean(List<Measured> parts) {
    if (parts.stream().anyMatch(part -> part.standardError().isEmpty())) {
      return OptionalDouble.empty();
    }
    double squares =
        parts.stream()
            .mapToDouble(part -> part.standardError().getAsDouble())
            .map(error -> error * error)
            .sum();
    return OptionalDouble.of(Math.sqrt(squares) / parts.size());
  }

  private static List<Part> sevenTasks() {
    return Stream.of(
            "boolq:acc",
            "piqa:acc",
            "hellaswag:acc_norm",
            "winogrande:acc",
            "arc_easy:acc",
            "arc_challenge:acc_norm",
            "openbookqa:acc_norm")
        .map(Part::of)
        .toList();
  }

  private static List<String> summaries() {
    return List.of("gov_report", "summ_screen_fd", "qmsum");
  }

  private static Stream<Part> answers() {
    return Stream.of("qasper:f1", "narrative_qa:f1", "quality:em", "contract_nli:em").map(Part::of);
  }

  private static List<Part> thirteenColumns() {
    Stream<Part> rouge =
        summaries().stream().flatMap(task -> Part.rouge(task).factors().stream()).map(Part::of);
    return Stream.concat(rouge, answers()).toList();
  }

  private static List<Part> officialTasks() {
    return Stream.concat(summaries().stream().map(Part::rouge), answers()).toList();
  }
}
