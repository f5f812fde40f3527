package org.isoline.evaluate.text;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.isoline.evaluate.average.Measured;

/**
 * Scores of a task as the SCROLLS metric gives them ({@code metrics/scrolls.py} of tau/scrolls,
 * Shaham et al., arXiv 2201.03533): per item the best reference, times 100, and the mean over
 * items.
 *
 * <p>Standard errors are ours, with items as the unit; the metric has none.
 */
public final class ScrollsMetrics {
  /** Name behind the colon of the score of a summary, next to those of {@link TextMetric}. */
  public static final String GEOMETRIC_MEAN = "rouge";

  /** What a summary is scored by. */
  private static final List<TextMetric> SUMMARY =
      List.of(TextMetric.ROUGE_1, TextMetric.ROUGE_2, TextMetric.ROUGE_L);

  private static final double PERCENT = 100;

  private ScrollsMetrics() {}

  /** One value for each answer, in percent. */
  public static double[] perItem(TextMetric metric, List<Answer> answers) {
    return answers.stream().mapToDouble(answer -> PERCENT * metric.of(answer)).toArray();
  }

  /**
   * Mean over answers, in percent.
   *
   * @throws IllegalArgumentException without an answer
   */
  public static Measured mean(TextMetric metric, List<Answer> answers) {
    return Measured.mean(perItem(metric, answers));
  }

  /**
   * Means of several metrics under keys such as {@code gov_report:rouge1}, in the order given.
   *
   * @throws IllegalArgumentException without an answer
   */
  public static Map<String, Measured> measure(
      String task, List<TextMetric> metrics, List<Answer> answers) {
    Map<String, Measured> measured = new LinkedHashMap<>();
    metrics.forEach(metric -> measured.put(task + ":" + metric.key(), mean(metric, answers)));
    return measured;
  }

  /**
   * What a task of summaries reports: {@code task:rouge1}, {@code task:rouge2}, {@code
   * task:rougeL}, and their {@link #geometricMean} under {@code task:rouge}.
   *
   * @throws IllegalArgumentException without an answer
   */
  public static Map<String, Measured> summary(String task, List<Answer> answers) {
    Map<String, Measured> measured = measure(task, SUMMARY, answers);
    measured.put(task + ":" + GEOMETRIC_MEAN, geometricMean(answers));
    return measured;
  }

  /**
   * {@code (R1 R2 RL)^(1/3)} of the means over answers, in percent: the score of a summary in
   * SCROLLS. Its standard error is that of the mean of {@code g/3 sum_k x_ki / mean_k} over answers
   * i (the delta method), which knows that the three scores of a text go together; it is empty
   * where one of the means is 0.
   *
   * @throws IllegalArgumentException without an answer
   */
  public static Measured geometricMean(List<Answer> answers) {
    List<double[]> scores = SUMMARY.stream().map(metric -> perItem(metric, answers)).toList();
    double[] means = scores.stream().mapToDouble(values -> Measured.mean(values).value()).toArray();
    double geometric = Math.cbrt(Arrays.stream(means).reduce(1, (a, b) -> a * b));
    if (geometric == 0) {
      return new Measured(0, OptionalDouble.empty());
    }
    double[] influence = new double[answers.size()];
    for (int metric = 0; metric < means.length; metric++) {
      for (int item = 0; item < influence.length; item++) {
        influence[item] += geometric / means.length * scores.get(metric)[item] / means[metric];
      }
    }
    return new Measured(geometric, Measured.mean(influence).standardError());
  }
}
