package org.isoline.ops.loss;

import java.util.Arrays;
import org.isoline.ops.Operands;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * What a head says of given tokens: with logits {@code z = x W^T} of a position, the
 * log-probability of token y is
 *
 * <pre>
 * ln p(y) = z_y - ln sum_v exp(z_v)
 * </pre>
 *
 * and y is greedy if it is the token with the largest logit.
 *
 * @param logProbabilities in nats, one a token
 * @param greedy whether the token is the likeliest one; of equal logits the lowest id counts
 */
public record TokenScores(double[] logProbabilities, boolean[] greedy) {

  /**
   * Scores tokens at positions; several tokens may be asked about at one position, whose logits are
   * then formed once. Off the tape; holds {@code chunk V} logits.
   *
   * @param x final activations {@code [N, d]}
   * @param weight head {@code [V, d]} of the same type
   * @param positions for each token the row of x, rising
   * @param tokens the tokens, each in [0, V)
   * @param chunk rows of x at a time, at least 1; matters to the result by rounding only
   * @throws IllegalArgumentException if positions fall or there are more or fewer of them than
   *     tokens
   */
  public static TokenScores of(Tensor x, Tensor weight, int[] positions, long[] tokens, int chunk) {
    requireFit(positions, tokens);
    double[] logProbabilities = new double[tokens.length];
    boolean[] greedy = new boolean[tokens.length];
    int done = 0;
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      Tensor classes = weight.transpose(0, 1);
      Tensor space =
          Tensors.empty(x.dtype(), x.device(), Math.min(chunk, x.size(0)), weight.size(0));
      for (int start = 0; start < x.size(0); start += chunk) {
        int rows = (int) Math.min(chunk, x.size(0) - start);
        int end = done;
        while (end < positions.length && positions[end] < start + rows) {
          end++;
        }
        if (end > done) {
          try (Scope part = new Scope()) {
            Tensor logits = space.narrow(0, 0, rows);
            InPlace.setMatmul(logits, x.narrow(0, start, rows), classes);
            int[] within = relative(positions, done, end, start);
            long[] own = Arrays.copyOfRange(tokens, done, end);
            TokenScores scored = ofLogits(logits.to(Operands.wide(x.dtype())), within, own);
            System.arraycopy(
                scored.logProbabilities, 0, logProbabilities, done, scored.greedy.length);
            System.arraycopy(scored.greedy, 0, greedy, done, scored.greedy.length);
          }
        }
        done = end;
      }
    }
    return new TokenScores(logProbabilities, greedy);
  }

  /** As it is written, in FLOAT64, token by token: what {@link #of} is tested against. */
  public static TokenScores reference(Tensor x, Tensor weight, int[] positions, long[] tokens) {
    double[] logProbabilities = new double[tokens.length];
    boolean[] greedy = new boolean[tokens.length];
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      for (int i = 0; i < tokens.length; i++) {
        double[] z =
            Tensors.linear(x.narrow(0, positions[i], 1), weight).to(DType.FLOAT64).toDoubles();
        int likeliest = 0;
        double sum = 0;
        for (int v = 0; v < z.length; v++) {
          likeliest = z[v] > z[likeliest] ? v : likeliest;
        }
        for (double logit : z) {
          sum += Math.exp(logit - z[likeliest]);
        }
        logProbabilities[i] = z[(int) tokens[i]] - z[likeliest] - Math.log(sum);
        greedy[i] = tokens[i] == likeliest;
      }
    }
    return new TokenScores(logProbabilities, greedy);
  }

  private static TokenScores ofLogits(Tensor z, int[] rows, long[] tokens) {
    double[] normaliser = z.logSumExp(1, false).to(DType.FLOAT64).toDoubles();
    long[] likeliest = z.argmax(1).toLongs();
    long[] places = new long[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      places[i] = rows[i] * z.size(1) + tokens[i];
    }
    double[] own =
        z.reshape(-1)
            .indexSelect(0, Tensors.of(places, places.length).to(z.device()))
            .to(DType.FLOAT64)
            .toDoubles();
    boolean[] greedy = new boolean[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      own[i] -= normaliser[rows[i]];
      greedy[i] = likeliest[rows[i]] == tokens[i];
    }
    return new TokenScores(own, greedy);
  }

  private static int[] relative(int[] positions, int from, int to, int start) {
    int[] within = Arrays.copyOfRange(positions, from, to);
    for (int i = 0; i < within.length; i++) {
      within[i] -= start;
    }
    return within;
  }

  private static void requireFit(int[] positions, long[] tokens) {
    boolean rising = positions.length == tokens.length;
    for (int i = 1; rising && i < positions.length; i++) {
      rising = positions[i] >= positions[i - 1];
    }
    if (!rising) {
      throw new IllegalArgumentException(
          "positions = %s for %d tokens: must be one a token, and never fall"
              .formatted(Arrays.toString(positions), tokens.length));
    }
  }
}
