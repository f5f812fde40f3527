package org.isoline.evaluate.recall;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.isoline.corpus.Batch;
import org.isoline.corpus.RecallGenerator;
import org.isoline.corpus.RecallSet;
import org.isoline.corpus.RecallSpec;
import org.isoline.model.Decoder;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Share of queries of associative recall that a model answers (arXiv 2312.04927): the likeliest
 * next token after a query, of the whole vocabulary, is the value of its key.
 *
 * <p>The head sees the queries only. Examples are those of a set and a seed; how many go through
 * the model at once matters to memory and speed, and to the answers by rounding only.
 */
public final class RecallAccuracy {
  private final RecallSet set;
  private final RecallGenerator generator;
  private final int sequencesAtOnce;

  /**
   * A score.
   *
   * @param spec the setting
   * @param examples sequences scored
   * @param correct queries answered, of {@code examples K}
   * @param accuracy share of queries answered
   * @param standardError of the accuracy, with examples as the unit: the queries of one example are
   *     answered from one state, {@code sqrt(sum (a_i - a)^2 / (n (n - 1)))}; NaN for one example
   */
  public record Score(
      RecallSpec spec, int examples, long correct, double accuracy, double standardError) {}

  /**
   * A measurement that can be repeated on any model.
   *
   * @param seed of the examples; another than that of training
   * @param sequencesAtOnce that go through the model, at least 1
   * @throws IllegalArgumentException if that is less than 1
   */
  public RecallAccuracy(RecallSet set, long seed, int sequencesAtOnce) {
    if (sequencesAtOnce < 1) {
      throw new IllegalArgumentException(
          "sequences at once = " + sequencesAtOnce + ", must be at least 1");
    }
    this.set = set;
    this.generator = new RecallGenerator(set.spec(), seed);
    this.sequencesAtOnce = sequencesAtOnce;
  }

  /**
   * Scores a model.
   *
   * @throws IllegalArgumentException if the model's vocabulary is smaller than the setting's
   */
  public Score score(Decoder decoder) {
    if (decoder.config().vocabulary() < set.spec().vocabulary()) {
      throw new IllegalArgumentException(
          "the model has %d ids, the examples %d; give both one vocabulary"
              .formatted(decoder.config().vocabulary(), set.spec().vocabulary()));
    }
    int[] correct = new int[set.examples()];
    try (Autograd.Mode off = Autograd.off()) {
      for (int first = 0; first < correct.length; first += sequencesAtOnce) {
        int count = Math.min(sequencesAtOnce, correct.length - first);
        answer(decoder, first, count, correct);
      }
    }
    return summarise(set.spec(), correct);
  }

  private void answer(Decoder decoder, int first, int count, int[] correct) {
    Batch batch = generator.batch(LongStream.range(first, first + count).toArray());
    long[] queries =
        IntStream.range(0, batch.targets().length)
            .filter(place -> batch.targets()[place] >= 0)
            .asLongStream()
            .toArray();
    try (Scope scope = new Scope()) {
      Tensor ids = Tensors.of(batch.inputs(), count, batch.context());
      long[] answers =
          decoder.logitsAt(ids, Tensors.of(queries, queries.length)).argmax(1).toLongs();
      for (int i = 0; i < answers.length; i++) {
        int place = (int) queries[i];
        if (answers[i] == batch.targets()[place]) {
          correct[first + place / batch.context()]++;
        }
      }
    }
  }

  /** Correct answers of every example as a score. */
  static Score summarise(RecallSpec spec, int[] correct) {
    double n = correct.length;
    long sum = IntStream.of(correct).asLongStream().sum();
    double mean = sum / (n * spec.pairs());
    double squares =
        IntStream.of(correct)
            .mapToDouble(own -> (double) own / spec.pairs() - mean)
            .map(difference -> difference * difference)
            .sum();
    double error = n < 2 ? Double.NaN : Math.sqrt(squares / (n * (n - 1)));
    return new Score(spec, correct.length, sum, mean, error);
  }
}
