package org.isoline.speed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.isoline.corpus.SplitMix64;
import org.isoline.evaluate.score.TokenRequest;

/**
 * The seven tasks of common-sense reasoning of arXiv 2406.16690 as an evaluator feels them: how
 * many items, choices and tokens they have.
 *
 * <p>Tokens were counted over all items of the sets in the splits that the paper scores
 * (validation; test of the ARC and of OpenBookQA), in the prompts of {@code isoline evaluate} with
 * zero shots, which are those of lm-evaluation-harness, with cl100k_base. Of every task the numbers
 * are sorted and cut into tenths, and each tenth's mean is kept, so that means stay what they were.
 * A handful of ARC's items have three or five choices; all have four here.
 */
enum CommonSense {
  BOOLQ(
      "boolq",
      3270,
      2,
      new int[] {57, 78, 94, 109, 122, 136, 152, 172, 204, 293},
      new int[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}),
  PIQA(
      "piqa",
      1838,
      2,
      new int[] {6, 9, 10, 11, 12, 13, 14, 15, 17, 20},
      new int[] {4, 7, 8, 10, 13, 17, 22, 28, 40, 77}),
  HELLASWAG(
      "hellaswag",
      10_042,
      4,
      new int[] {19, 28, 35, 43, 49, 54, 58, 63, 68, 77},
      new int[] {8, 12, 17, 23, 28, 32, 35, 39, 44, 53}),
  /** Its choices stand in the context, and one continuation is scored behind each. */
  WINOGRANDE(
      "winogrande",
      1267,
      2,
      new int[] {10, 12, 13, 14, 15, 16, 17, 19, 21, 25},
      new int[] {2, 3, 4, 4, 5, 5, 6, 7, 8, 11}),
  ARC_EASY(
      "arc_easy",
      2376,
      4,
      new int[] {12, 14, 16, 18, 21, 24, 28, 33, 40, 60},
      new int[] {1, 1, 2, 2, 3, 4, 5, 7, 8, 12}),
  ARC_CHALLENGE(
      "arc_challenge",
      1172,
      4,
      new int[] {12, 15, 18, 20, 24, 28, 33, 39, 46, 67},
      new int[] {1, 2, 3, 4, 5, 6, 7, 8, 10, 13}),
  OPENBOOKQA(
      "openbookqa",
      500,
      4,
      new int[] {4, 6, 7, 8, 9, 10, 12, 14, 17, 31},
      new int[] {1, 1, 1, 2, 2, 3, 4, 5, 6, 9});

  private final String task;
  private final int items;
  private final int choices;
  private final int[] contexts;
  private final int[] continuations;

  CommonSense(String task, int items, int choices, int[] contexts, int[] continuations) {
    this.task = task;
    this.items = items;
    this.choices = choices;
    this.contexts = contexts;
    this.continuations = continuations;
  }

  /** Name in the catalogue of tasks. */
  String task() {
    return task;
  }

  /** Items of the split. */
  int items() {
    return items;
  }

  /** Choices of an item. */
  int choices() {
    return choices;
  }

  /** Mean tokens of a context. */
  double contextTokens() {
    return Arrays.stream(contexts).average().orElseThrow();
  }

  /** Mean tokens of a continuation. */
  double continuationTokens() {
    return Arrays.stream(continuations).average().orElseThrow();
  }

  /**
   * Requests of some items, each item's one after the other. Every tenth has its share of them as
   * nearly as their number allows; tokens are uniform.
   *
   * @param count of items, at least 1
   * @param vocabulary ids, at least 2
   */
  List<TokenRequest> requests(int count, int vocabulary, long seed) {
    SplitMix64 random = SplitMix64.of(seed, ordinal());
    int[] contextOrder = random.permutation(count);
    int[] continuationOrder = random.permutation(count * choices);
    List<TokenRequest> requests = new ArrayList<>();
    for (int item = 0; item < count; item++) {
      int[] context = ids(random, spread(contexts, contextOrder[item]), vocabulary);
      int[] continuation = new int[0];
      for (int choice = 0; choice < choices; choice++) {
        if (this == WINOGRANDE && choice > 0) {
          context = context.clone();
          int last = context.length - 1;
          context[last] = (context[last] + 1) % vocabulary;
        } else {
          int tokens = spread(continuations, continuationOrder[item * choices + choice]);
          continuation = ids(random, tokens, vocabulary);
        }
        requests.add(new TokenRequest(context, continuation));
      }
    }
    return requests;
  }

  private static int spread(int[] tenths, int place) {
    return tenths[place % tenths.length];
  }

  private static int[] ids(SplitMix64 random, int tokens, int vocabulary) {
    int[] ids = new int[tokens];
    Arrays.setAll(ids, _ -> random.below(vocabulary));
    return ids;
  }
}
