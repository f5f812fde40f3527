package org.isoline.evaluate.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.isoline.model.Decoder;
import org.isoline.ops.loss.TokenScores;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Scores context and continuation in one pass. Sequences of about the same length go side by side,
 * the shorter ones filled up at their end.
 */
final class WholeSequences {
  private final Decoder decoder;
  private final int tokensAtOnce;

  WholeSequences(Decoder decoder, int tokensAtOnce) {
    this.decoder = decoder;
    this.tokensAtOnce = tokensAtOnce;
  }

  void score(List<Pending> requests, Scores scores) {
    List<Pending> longestFirst = new ArrayList<>(requests);
    longestFirst.sort(Comparator.comparingInt(Pending::inputs).reversed());
    int start = 0;
    while (start < longestFirst.size()) {
      int length = longestFirst.get(start).inputs();
      int end = Math.min(longestFirst.size(), start + Math.max(1, tokensAtOnce / length));
      scoreTogether(longestFirst.subList(start, end), length, scores);
      start = end;
    }
  }

  private void scoreTogether(List<Pending> batch, int length, Scores scores) {
    long[] ids = new long[batch.size() * length];
    Positions positions = new Positions();
    for (int row = 0; row < batch.size(); row++) {
      TokenRequest request = batch.get(row).request();
      long[] input = request.input();
      System.arraycopy(input, 0, ids, row * length, input.length);
      positions.add(row * length + request.context().length - 1, request.targets());
    }
    TokenScores tokens;
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      Tensor inputs =
          Tensors.of(ids, batch.size(), length)
              .to(decoder.parameters().flats().getFirst().values().device());
      tokens = positions.score(decoder, decoder.hidden(inputs));
    }
    int from = 0;
    for (Pending pending : batch) {
      scores.put(pending, tokens, from);
      from += pending.continuationTokens();
    }
  }
}
