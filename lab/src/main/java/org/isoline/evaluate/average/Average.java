package org.isoline.evaluate.average;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * An average over tasks: those of arXiv 2406.16690 and of SCROLLS are here as constants, others can
 * be made of parts.
 *
 * <p>Scores are given under keys {@code task:metric} with the names of the lm-evaluation-harness,
 * such as {@code boolq:acc} and {@code gov_report:rouge1}, all in the same unit. Keys that an
 * average does not name do not count.
 */
public final class Average {
  /**
   * Mean of seven tasks of common sense: "CSR" of Tables 4 to 6 of the paper. It has no value while
   * a part is missing.
   */
  public static final Average CSR7 = new Average("csr7", WhenMissing.MISSING, sevenTasks());

  /** {@link #CSR7} with social_iqa, which the text of the paper names and its tables lack. */
  public static final Average CSR8 =
      new Average(
          "csr8",
          WhenMissing.MISSING,
          Stream.concat(sevenTasks().stream(), Stream.of(Part.of("social_iqa:acc"))).toList());

  /**
   * Mean of the thirteen columns of Tables 8 to 10 of the paper: three ROUGE scores of a summary
   * count as three. Missing columns are dropped, as the paper drops tasks that failed; a model that
   * failed at a hard task so has a higher average.
   */
  public static final Average SCROLLS13 =
      new Average("scrolls13", WhenMissing.DROP, thirteenColumns());

  /**
   * Mean of seven tasks, of which a summary counts by the geometric mean of its ROUGE scores: the
   * score of the SCROLLS benchmark (Shaham et al., arXiv 2201.03533). Missing tasks count 0; where
   * all are missing there is no value.
   */
  public static final Average SCROLLS_OFFICIAL =
      new Average("scrolls_official", WhenMissing.ZERO, officialTasks());

  private final String id;
  private final WhenMissing whenMissing;
  private final List<Part> parts;

  private Average(String id, WhenMissing whenMissing, List<Part> parts) {
    this.id = id;
    this.whenMissing = whenMissing;
    this.parts = List.copyOf(parts);
  }

  /**
   * An average of parts.
   *
   * @param id its name
   * @param whenMissing what becomes of it without one of them
   * @param keys of scores, at least one; {@code task:rouge} is the geometric mean of the task's
   *     rouge1, rouge2 and rougeL where it was not measured itself
   */
  public static Average of(String id, WhenMissing whenMissing, List<String> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(id + " has no parts; an average takes at least one");
    }
    return new Average(id, whenMissing, keys.stream().map(Part::of).toList());
  }

  /** The averages that the paper or SCROLLS report. */
  public static List<Average> published() {
    return List.of(CSR7, CSR8, SCROLLS13, SCROLLS_OFFICIAL);
  }

  /** Name in files and commands, e.g. {@code csr7}. */
  public String id() {
    return id;
  }

  /**
   * The published average with a name.
   *
   * @throws IllegalArgumentException naming the legal names
   */
  public static Average of(String id) {
    return published().stream()
        .filter(average -> average.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "average '"
                        + id
                        + "' is not one of "
                        + published().stream().map(Average::id).toList()));
  }

  /** Names of what counts once, in order. */
  public List<String> parts() {
    return parts.stream().map(Part::name).toList();
  }

  @Override
  public String toString() {
    return id;
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
    if (used.isEmpty() || whenMissing == WhenMissing.MISSING && !complete) {
      return OptionalDouble.empty();
    }
    double sum = used.stream().mapToDouble(Measured::value).sum();
    return OptionalDouble.of(sum / (whenMissing == WhenMissing.DROP ? used.size() : parts.size()));
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
        summaries().stream()
            .flatMap(task -> Part.of(task + Part.ROUGE).factors().stream())
            .map(Part::of);
    return Stream.concat(rouge, answers()).toList();
  }

  private static List<Part> officialTasks() {
    return Stream.concat(summaries().stream().map(task -> Part.of(task + Part.ROUGE)), answers())
        .toList();
  }
}
