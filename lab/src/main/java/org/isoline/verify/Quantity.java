package org.isoline.verify;

/**
 * What the trust page compares, and what it means if the two ways differ.
 *
 * <p>Differences of logits are relative to the largest logit, those of losses are in nats per
 * token, scans count numbers, and gradients are relative to the largest entry of their tensor.
 */
enum Quantity {
  WEIGHTS_FINITE(
      "weights that are no finite number",
      "Training or conversion broke these tensors; go back to an earlier checkpoint."),
  LOGITS_FINITE(
      "logits that are no finite number",
      "The weights are finite but activations overflow on this text; evaluations are void."),
  GRADIENTS_FINITE(
      "gradients that are no finite number",
      "Losses can be evaluated, but training cannot go on from this checkpoint."),
  FORMS_LOGITS(
      "fast form against recurrent form, logits",
      "The form that trains and the equations, token by token, are not the same model: a fast"
          + " kernel is wrong for these weights or loses its digits on them."),
  FORMS_LOSS(
      "fast form against recurrent form, loss",
      "Losses depend on the form that evaluates them; do not fit laws to them."),
  TYPES_LOGITS(
      "float32 against float64, logits",
      "These weights amplify rounding: float32 is too narrow to say what the model predicts."),
  TYPES_LOSS(
      "float32 against float64, loss",
      "Losses evaluated in float32 are off by this much; evaluate in float64 before comparing."),
  CHUNKS(
      "chunks of 16, 64 and 100 against each other, logits",
      "The result depends on where chunks end: the carried state is wrong or overflows."),
  WINDOWS(
      "windows with a carried state against the whole, logits",
      "Reading a text piece by piece is not reading it whole: prefill and long texts are wrong."),
  TOKEN_BY_TOKEN(
      "token by token with a state against the whole, logits",
      "Generation does not continue the model that was trained."),
  BATCH(
      "alone against in a batch of three, logits",
      "Sequences of a batch are not independent: evaluations depend on their neighbours."),
  PADDING(
      "padded on the right against unpadded, logits",
      "Tokens see what comes after them: the model is not causal and its losses are too low."),
  GRADIENT(
      "gradient against differences of the loss",
      "The backward pass does not belong to the forward pass: training follows a wrong slope.");

  private final String words;
  private final String meaning;

  Quantity(String words, String meaning) {
    this.words = words;
    this.meaning = meaning;
  }

  /** In the words of tables. */
  String words() {
    return words;
  }

  /** What it means if the difference is too large, in one sentence. */
  String meaning() {
    return meaning;
  }

  Check check(double difference, double tolerance) {
    return new Check(words, difference, tolerance);
  }
}
