package org.isoline.ops.fused;

import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive tokens that a sweep takes at once: as steps 0, 1, ..., from the last token on if it
 * goes backward.
 *
 * @param first the earliest token
 * @param count tokens
 * @param backward the direction of the sweep
 */
record Block(long first, int count, boolean backward) {
  /** Tokens of a block: what tiles read of it fits the first cache level. */
  static final int TOKENS = 64;

  /** The token of a step. */
  long token(int step) {
    return backward ? first + count - 1 - step : first + step;
  }

  /** A sequence in blocks, all whole but the one with its last token. */
  static List<Block> forward(long tokens) {
    List<Block> blocks = new ArrayList<>();
    for (long first = 0; first < tokens; first += TOKENS) {
      blocks.add(new Block(first, (int) Math.min(TOKENS, tokens - first), false));
    }
    return blocks;
  }

  /** The same with a block for the last token alone. */
  static List<Block> forwardToLast(long tokens) {
    List<Block> blocks = forward(tokens - 1);
    blocks.add(new Block(tokens - 1, 1, false));
    return blocks;
  }

  /** The same blocks from the last to the first. */
  static List<Block> backward(List<Block> forward) {
    return forward.reversed().stream()
        .map(block -> new Block(block.first, block.count, true))
        .toList();
  }
}
