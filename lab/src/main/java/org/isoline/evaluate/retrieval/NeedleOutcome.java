package org.isoline.evaluate.retrieval;

import org.isoline.evaluate.EvaluationException;

/**
 * Whether a prompt can be put to a model. A prompt that is too long for it is no wrong answer: it
 * has no score.
 */
public sealed interface NeedleOutcome {
  /** The cell that was asked for. */
  NeedleCell cell();

  /**
   * The prompt.
   *
   * @throws EvaluationException if it does not fit, with the numbers
   */
  NeedlePrompt orThrow();

  /**
   * Prompt and answer fit.
   *
   * @param prompt to be answered
   */
  record Fits(NeedlePrompt prompt) implements NeedleOutcome {
    @Override
    public NeedleCell cell() {
      return prompt.cell();
    }

    @Override
    public NeedlePrompt orThrow() {
      return prompt;
    }
  }

  /**
   * Prompt and answer are longer than the model's context.
   *
   * @param cell that was asked for
   * @param promptTokens tokens of the prompt
   * @param maxNewTokens most tokens of the answer
   * @param context tokens that the model can hold
   */
  record TooLong(NeedleCell cell, int promptTokens, int maxNewTokens, int context)
      implements NeedleOutcome {
    @Override
    public NeedlePrompt orThrow() {
      throw new EvaluationException(
          "%s: %d tokens of prompt and %d new ones are more than the context of %d tokens; take a"
                  .formatted(cell, promptTokens, maxNewTokens, context)
              + " grid that ends earlier, or a model with a longer context");
    }
  }
}
