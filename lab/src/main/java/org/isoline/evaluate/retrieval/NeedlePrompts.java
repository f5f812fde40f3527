package org.isoline.evaluate.retrieval;

import org.isoline.corpus.Tokenizer;

/**
 * Hides a needle at the cells of a grid, by the rules of LLMTest_NeedleInAHaystack: the haystack
 * gets what {@link NeedleRoom#buffer} and the needle leave of the cell's length, and the needle
 * goes to the depth's share of it, moved left to the end of a sentence.
 */
public final class NeedlePrompts {
  private static final String STOP = "\n";
  private static final String SENTENCE_END = ".";

  private final Haystack haystack;
  private final Needle needle;
  private final NeedleRoom room;
  private final int[] hidden;
  private final int[] question;

  /**
   * Prompts of one needle.
   *
   * @param haystack that does not hold the answer already
   * @param needle to be hidden
   * @param mode what is hidden of it
   * @param room what is kept free of each cell's length
   * @throws IllegalArgumentException if the buffer has no room for the question and an answer of
   *     the most new tokens, with the numbers; if the answer stands in the haystack
   */
  public NeedlePrompts(Haystack haystack, Needle needle, NeedleMode mode, NeedleRoom room) {
    Tokenizer tokenizer = haystack.tokenizer();
    this.haystack = haystack;
    this.needle = needle;
    this.room = room;
    this.hidden = tokenizer.encode(mode.hidden(needle));
    this.question = tokenizer.encode("\n\nQuestion: " + needle.question() + "\nAnswer:");
    int least = question.length + room.maxNewTokens();
    if (room.buffer() < least) {
      throw new IllegalArgumentException(
          "buffer = %d tokens, must be at least %d: the question takes %d tokens and the answer up to %d"
              .formatted(room.buffer(), least, question.length, room.maxNewTokens()));
    }
    if (haystack.contains(needle.answer())) {
      throw new IllegalArgumentException(
          "the answer \"%s\" stands in the haystack without the needle; take another needle"
              .formatted(needle.answer()));
    }
  }

  /**
   * The prompt of a cell.
   *
   * @throws IllegalArgumentException if its length leaves no token for the haystack, with the
   *     shortest that does
   */
  public NeedlePrompt prompt(NeedleCell cell) {
    int straw = cell.length() - room.buffer() - hidden.length;
    if (straw < 1) {
      throw new IllegalArgumentException(
          "%s: the buffer takes %d tokens and the needle %d, which leaves no haystack; the length must be at least %d"
              .formatted(cell, room.buffer(), hidden.length, room.buffer() + hidden.length + 1));
    }
    int[] context = haystack.first(straw);
    int at = position(context, cell.depth());
    int[] tokens = new int[context.length + hidden.length + question.length];
    System.arraycopy(context, 0, tokens, 0, at);
    System.arraycopy(hidden, 0, tokens, at, hidden.length);
    System.arraycopy(context, at, tokens, at + hidden.length, context.length - at);
    System.arraycopy(question, 0, tokens, context.length + hidden.length, question.length);
    return new NeedlePrompt(cell, tokens, at, hidden.length, needle, STOP, room.maxNewTokens());
  }

  /**
   * The prompt of a cell for a model that holds so many tokens, or the numbers that say why there
   * is none.
   *
   * @throws IllegalArgumentException as {@link #prompt(NeedleCell)} does
   */
  public NeedleOutcome prompt(NeedleCell cell, int context) {
    NeedlePrompt prompt = prompt(cell);
    return prompt.budget() <= context
        ? new NeedleOutcome.Fits(prompt)
        : new NeedleOutcome.TooLong(cell, prompt.tokens().length, room.maxNewTokens(), context);
  }

  private int position(int[] context, int depth) {
    if (depth == NeedleCell.DEEPEST) {
      return context.length;
    }
    int at = (int) ((long) context.length * depth / NeedleCell.DEEPEST);
    while (at > 0 && !endsSentence(context[at - 1])) {
      at--;
    }
    return at;
  }

  private boolean endsSentence(int token) {
    return haystack.tokenizer().decode(new int[] {token}).endsWith(SENTENCE_END);
  }
}
