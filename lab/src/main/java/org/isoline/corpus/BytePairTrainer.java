package org.isoline.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/**
 * Learns byte-pair merges: the most frequent adjacent pair becomes a token, again and again
 * (Sennrich et al. 2016, arXiv 1508.07909). The work is done on distinct pieces with their counts,
 * never on the text; each pair knows the pieces it occurs in, and a merge touches only those.
 *
 * <p>Of pairs that are equally frequent the one with the smaller left id merges first, then the one
 * with the smaller right id, so the result depends on the counts alone and not on the order of the
 * texts.
 */
public final class BytePairTrainer {
  /** A pair that occurs once says nothing about the language. */
  static final int FEWEST_OCCURRENCES = 2;

  /**
   * A pair as it was when it was put into the queue. Its count can only have fallen since: the
   * pairs of a merge are all new, and no later merge adds to them.
   */
  private record Candidate(long count, long pair, int slot) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      int byCount = Long.compare(other.count, count);
      return byCount != 0 ? byCount : Long.compare(pair, other.pair);
    }
  }

  private final PairCounts pairs;
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();
  private final List<Vocabulary.Merge> merges = new ArrayList<>();
  private int queued;

  private final TokenizerSpec spec;

  private BytePairTrainer(TokenizerSpec spec, PieceCounts pieces) {
    this.spec = spec;
    this.pairs = new PairCounts(pieces);
  }

  /** {@link #train(Iterable, TokenizerSpec, int, IntConsumer)} on one thread, in silence. */
  public static BytePairTokenizer train(Iterable<String> texts, int vocabulary) {
    return train(texts, TokenizerSpec.bpe(vocabulary), 1, merges -> {});
  }

  /** {@link #train(Iterable, TokenizerSpec, int, IntConsumer)} on one thread. */
  public static BytePairTokenizer train(
      Iterable<String> texts, int vocabulary, IntConsumer progress) {
    return train(texts, TokenizerSpec.bpe(vocabulary), 1, progress);
  }

  /**
   * Trains a tokenizer.
   *
   * @param texts what to learn from, gone through once
   * @param spec of kind BPE: number of ids, special tokens
   * @param threads to count with, at least 1; the result is the same for any number
   * @param progress is told the number of merges found so far
   * @throws CorpusException if the texts hold fewer repeated pairs than the vocabulary needs
   */
  public static BytePairTokenizer train(
      Iterable<String> texts, TokenizerSpec spec, int threads, IntConsumer progress) {
    if (threads < 1) {
      throw new CorpusException("threads: %d; legal: 1 or more".formatted(threads));
    }
    List<String> special = new ArrayList<>(List.of(Tokenizer.END_OF_TEXT));
    special.addAll(spec.special());
    PieceCounts pieces = PieceCounter.count(texts, SplitPattern.OURS, threads);
    BytePairTrainer trainer = new BytePairTrainer(spec, pieces);
    trainer.merge(spec.vocabulary() - Vocabulary.BYTES - special.size(), progress);
    return new BytePairTokenizer(BytePairVocabulary.trained(trainer.merges, special));
  }

  private void merge(int wanted, IntConsumer progress) {
    queueNewPairs();
    while (merges.size() < wanted) {
      Candidate best = queue.poll();
      if (best == null) {
        throw tooFewPairs();
      }
      long now = pairs.count(best.slot());
      if (now == best.count()) {
        merges.add(pairs.merge(best.slot(), Vocabulary.BYTES + merges.size()));
        queueNewPairs();
        progress.accept(merges.size());
      } else if (now >= FEWEST_OCCURRENCES) {
        queue.add(new Candidate(now, best.pair(), best.slot()));
      }
    }
  }

  private void queueNewPairs() {
    for (; queued < pairs.size(); queued++) {
      if (pairs.count(queued) >= FEWEST_OCCURRENCES) {
        queue.add(new Candidate(pairs.count(queued), pairs.pair(queued), queued));
      }
    }
  }

  private CorpusException tooFewPairs() {
    int possible = ByteTokenizer.VOCABULARY + spec.special().size() + merges.size();
    return new CorpusException(
        "tokenizer.vocabulary: %d, but the training texts have only %d pairs that occur at least %d times; use at most %d (257 is kind bytes), or more text"
            .formatted(spec.vocabulary(), merges.size(), FEWEST_OCCURRENCES, possible));
  }
}
