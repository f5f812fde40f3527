package org.isoline.evaluate.score;

/**
 * A request on its way.
 *
 * @param index its place among all
 * @param request what fits the window
 * @param cut tokens of its context that did not
 */
record Pending(int index, TokenRequest request, int cut) {
  int inputs() {
    return request.length() - 1;
  }

  int contextTokens() {
    return request.context().length;
  }

  int continuationTokens() {
    return request.continuation().length;
  }

  boolean isLong(int tokensAtOnce) {
    return inputs() > Math.max(tokensAtOnce, Scorer.DEFAULT_TOKENS_AT_ONCE);
  }
}
