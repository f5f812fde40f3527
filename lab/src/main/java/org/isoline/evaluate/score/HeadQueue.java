package org.isoline.evaluate.score;

import java.util.ArrayList;
import java.util.List;
import org.isoline.model.Decoder;
import org.isoline.ops.loss.TokenScores;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Activations that wait for the head, until there are enough of them.
 *
 * <p>The head of a large vocabulary is most of the weights of a small model; a few rows cost as
 * much time as hundreds, because all of it has to come from memory. So rows of many contexts go
 * through it together.
 */
final class HeadQueue implements AutoCloseable {
  /** Rows that go through the head at once, about as many as fill a matrix product. */
  private static final int ENOUGH = 256;

  private final Decoder decoder;
  private final Scores scores;
  private final List<Waiting> waiting = new ArrayList<>();
  private int rows;

  HeadQueue(Decoder decoder, Scores scores) {
    this.decoder = decoder;
    this.scores = scores;
  }

  /** A continuation whose tokens are scored in parts. */
  static final class Partial {
    private final Pending pending;
    private final double[] logProbabilities;
    private final boolean[] greedy;
    private int missing;

    Partial(Pending pending) {
      this.pending = pending;
      this.missing = pending.continuationTokens();
      this.logProbabilities = new double[missing];
      this.greedy = new boolean[missing];
    }

    Pending pending() {
      return pending;
    }

    private void put(int token, double logProbability, boolean likeliest, Scores scores) {
      logProbabilities[token] = logProbability;
      greedy[token] = likeliest;
      missing--;
      if (missing == 0) {
        scores.put(pending, logProbabilities, greedy);
      }
    }
  }

  /**
   * A token to be scored.
   *
   * @param row of the activations that it is predicted from
   * @param id the token
   * @param partial the continuation it is of
   * @param index its place in that
   */
  record Question(int row, long id, Partial partial, int index) {}

  private record Waiting(Tensor activations, List<Question> questions) {}

  /**
   * Takes activations over, and scores everything that waits once there is enough.
   *
   * @param activations {@code [n, d]}; copied
   * @param questions their rows never falling
   */
  void add(Tensor activations, List<Question> questions) {
    waiting.add(new Waiting(activations.detach().copy().retain(), List.copyOf(questions)));
    rows += (int) activations.size(0);
    if (rows >= ENOUGH) {
      flush();
    }
  }

  /** Scores everything that waits. */
  void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    List<Question> questions = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    int before = 0;
    for (Waiting one : waiting) {
      for (Question question : one.questions()) {
        questions.add(question);
        positions.add(before + question.row());
      }
      before += (int) one.activations().size(0);
    }
    TokenScores scored;
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      Tensor all = Tensors.cat(waiting.stream().map(Waiting::activations).toList(), 0);
      scored =
          decoder.scores(
              all,
              positions.stream().mapToInt(Integer::intValue).toArray(),
              questions.stream().mapToLong(Question::id).toArray());
    }
    close();
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      question
          .partial()
          .put(question.index(), scored.logProbabilities()[i], scored.greedy()[i], scores);
    }
  }

  /** Lets go of what waits, scored or not. */
  @Override
  public void close() {
    waiting.forEach(one -> one.activations().close());
    waiting.clear();
    rows = 0;
  }
}
