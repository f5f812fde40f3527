package org.isoline.evaluate.score;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.isoline.model.Decoder;
import org.isoline.model.State;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/**
 * Scores continuations of long contexts, which are read one at a time, and of which several may
 * begin alike: prompts of one haystack, questions about one document.
 */
final class LongContexts {
  private final Decoder decoder;
  private final Pieces pieces;
  private final Tails continuations;
  private final PrefixWalk walk;

  LongContexts(Decoder decoder, int tokensAtOnce, PrefixWalk walk) {
    this.decoder = decoder;
    this.pieces = new Pieces(decoder);
    this.continuations = new Tails(decoder, tokensAtOnce);
    this.walk = walk;
  }

  /**
   * Scores groups.
   *
   * @param groups requests of one context each
   */
  void score(List<List<Pending>> groups, Scores scores) {
    List<int[]> contexts =
        groups.stream().map(group -> group.getFirst().request().context()).toList();
    try (HeadQueue head = new HeadQueue(decoder, scores)) {
      walk.read(contexts, new Scoring(groups, contexts, head));
      head.flush();
    }
  }

  private final class Scoring implements PrefixWalk.Reader {
    private final List<List<Pending>> groups;
    private final List<int[]> contexts;
    private final HeadQueue head;
    private final Map<Integer, List<Tails.Tail>> firsts = new HashMap<>();

    Scoring(List<List<Pending>> groups, List<int[]> contexts, HeadQueue head) {
      this.groups = groups;
      this.contexts = contexts;
      this.head = head;
    }

    @Override
    public void read(int sequence, int from, int to, List<Integer> ends, State state) {
      try (Scope scope = new Scope();
          Autograd.Mode off = Autograd.off()) {
        Tensor x = pieces.read(contexts.get(sequence), from, to, state);
        Tensor last = x.select(1, x.size(1) - 1);
        for (int end : ends) {
          firsts.put(end, continuations.firsts(List.of(groups.get(end)), last, head));
        }
      }
    }

    @Override
    public void end(int sequence, State state) {
      continuations.score(firsts.remove(sequence), contexts.get(sequence).length, state, head);
    }

    @Override
    public int more() {
      return 0;
    }
  }
}
