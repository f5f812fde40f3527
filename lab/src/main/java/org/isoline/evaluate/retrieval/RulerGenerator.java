package org.isoline.evaluate.retrieval;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.isoline.corpus.SplitMix64;
import org.isoline.corpus.Tokenizer;
import org.isoline.evaluate.EvaluationException;

/**
 * Makes items of RULER tasks that fill a length. The haystack of all items of a set has the same
 * size, the largest multiple of the task's step that leaves room for the new tokens in a trial; an
 * item that comes out too long all the same gets the largest that fits it. Same arguments, same
 * items, on every platform.
 */
public final class RulerGenerator {
  /** Stream of a set's own draws; item i draws from stream i + 1. */
  private static final int SET_STREAM = 0;

  private final RulerTask task;
  private final int length;
  private final long seed;
  private final Tokenizer tokenizer;

  private RulerGenerator(RulerTask task, int length, long seed, Tokenizer tokenizer) {
    this.task = task;
    this.length = length;
    this.seed = new SplitMix64(seed ^ ((long) task.ordinal() << Integer.SIZE | length)).next();
    this.tokenizer = tokenizer;
  }

  /**
   * Makes items.
   *
   * @param task which
   * @param length most tokens of prompt, answer prefix and new tokens together
   * @param samples how many items, at least 1; RULER has 500 of each length
   * @param seed of all draws
   * @param sources texts that the task may need
   * @param tokenizer that counts the tokens
   * @throws MissingSourceException if the task needs a text that the sources do not have
   * @throws EvaluationException if the smallest item does not fit the length
   * @throws IllegalArgumentException if a number is out of range, or if there are fewer questions
   *     than samples
   */
  public static List<RulerItem> items(
      RulerTask task,
      int length,
      int samples,
      long seed,
      RulerSources sources,
      Tokenizer tokenizer) {
    if (length < 1 || samples < 1) {
      throw new IllegalArgumentException(
          "%s: length = %d tokens and %d samples, must be at least 1"
              .formatted(task.label(), length, samples));
    }
    RulerGenerator generator = new RulerGenerator(task, length, seed, tokenizer);
    RulerBuilder builder = generator.builder(samples, sources);
    int size = generator.largestSize(builder);
    return IntStream.range(0, samples)
        .mapToObj(index -> generator.item(builder, size, index))
        .toList();
  }

  private RulerBuilder builder(int samples, RulerSources sources) {
    if (task.shape().isPresent()) {
      return new NeedleItems(task, task.shape().get(), length, WordLists.load(), sources);
    }
    return switch (task) {
      case VT -> new ChainItems(draws(SET_STREAM), this::count);
      case CWE -> commonWords();
      case FWE -> new CodedWordItems(length);
      default -> documents(sources.requireQuestions(task), samples);
    };
  }

  /** Words of the lists, or pairs of them if a list of that length needs more. */
  private RulerBuilder commonWords() {
    WordLists lists = WordLists.load();
    RulerBuilder words = new CommonWordItems(length, lists.words());
    int most = words.most() / words.step() * words.step();
    return fits(words, most) ? new CommonWordItems(length, lists.pairs()) : words;
  }

  private RulerBuilder documents(List<Question> questions, int samples) {
    if (samples > questions.size()) {
      throw new IllegalArgumentException(
          "%s: %d samples of %d questions; take fewer, or the whole development set"
              .formatted(task.label(), samples, questions.size()));
    }
    return new DocumentItems(task, questions);
  }

  private int largestSize(RulerBuilder builder) {
    int step = builder.step();
    int fitting = Math.ceilDiv(builder.least(), step);
    int most = builder.most() / step;
    if (!fits(builder, fitting * step)) {
      return fitting * step;
    }
    int failing = fitting;
    while (failing == fitting && fitting < most) {
      failing = (int) Math.min(2L * fitting, most);
      fitting = fits(builder, failing * step) ? failing : fitting;
    }
    return step * bisect(fitting, failing, steps -> fits(builder, steps * step));
  }

  /** The largest number that fits, of those from one that does to one that does not. */
  private static int bisect(int from, int to, IntPredicate fits) {
    int fitting = from;
    int failing = to;
    while (failing - fitting > 1) {
      int middle = (fitting + failing) >>> 1;
      if (fits.test(middle)) {
        fitting = middle;
      } else {
        failing = middle;
      }
    }
    return fitting;
  }

  private boolean fits(RulerBuilder builder, int size) {
    RulerDraft trial = builder.draft(size, 0, draws(SET_STREAM));
    return count(trial.text() + " " + trial.answer()) + task.maxNewTokens() <= length;
  }

  private RulerItem item(RulerBuilder builder, int largest, int index) {
    RulerItem item = sized(builder, largest, index);
    if (item.budget() <= length) {
      return item;
    }
    int step = builder.step();
    int least = Math.ceilDiv(builder.least(), step);
    requireFit(sized(builder, least * step, index));
    int steps =
        bisect(least, largest / step, n -> sized(builder, n * step, index).budget() <= length);
    return sized(builder, steps * step, index);
  }

  private void requireFit(RulerItem smallest) {
    if (smallest.budget() > length) {
      throw new EvaluationException(
          "%s, item %d: %d tokens of prompt and %d new ones are more than the length of %d tokens, in the smallest haystack of the task; ask for at least %d, or leave the task out"
              .formatted(
                  task.label(),
                  smallest.index(),
                  smallest.tokens(),
                  smallest.maxNewTokens(),
                  length,
                  smallest.budget()));
    }
  }

  private RulerItem sized(RulerBuilder builder, int size, int index) {
    RulerDraft draft = builder.draft(size, index, draws(index + 1));
    return new RulerItem(
        task,
        index,
        draft.prompt(),
        draft.answerPrefix(),
        draft.references(),
        task.maxNewTokens(),
        count(draft.text()));
  }

  private RulerDraws draws(int stream) {
    return new RulerDraws(SplitMix64.of(seed, stream));
  }

  private int count(String text) {
    return tokenizer.encode(text).length;
  }
}
