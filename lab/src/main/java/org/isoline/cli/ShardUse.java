package org.isoline.cli;

import java.util.Arrays;
import java.util.BitSet;
import org.isoline.corpus.CorpusException;
import org.isoline.corpus.TokenShard;

/**
 * What one pass over a shard finds.
 *
 * @param distinct number of different ids
 * @param largest id
 * @param shortest tokens of the shortest document, end-of-text included
 * @param median of the documents' tokens, the lower of two
 * @param longest tokens of the longest document
 * @param documentTokens tokens of the document looked at
 * @param documentBytes its bytes of text
 * @param sample its first ids
 */
record ShardUse(
    int distinct,
    int largest,
    long shortest,
    long median,
    long longest,
    long documentTokens,
    long documentBytes,
    int[] sample) {

  /**
   * Reads the whole shard.
   *
   * @throws CorpusException if an id is not one of the header's vocabulary
   */
  static ShardUse of(TokenShard shard, int document, int sample) {
    BitSet seen = new BitSet(shard.info().vocabulary());
    for (long i = 0; i < shard.tokens(); i++) {
      int id = shard.token(i);
      if (id < 0 || id >= shard.info().vocabulary()) {
        throw new CorpusException(
            "token %d of the shard is %d; legal: 0 to %d; the file is damaged: prepare the corpus again"
                .formatted(i, id, shard.info().vocabulary() - 1));
      }
      seen.set(id);
    }
    long[] lengths = new long[shard.documents()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = shard.documentTokens(i);
    }
    Arrays.sort(lengths);
    long tokens = shard.documentTokens(document);
    int[] ids = new int[(int) Math.min(sample, tokens)];
    shard.copy(shard.documentStart(document), ids.length, ids, 0);
    return new ShardUse(
        seen.cardinality(),
        seen.length() - 1,
        lengths[0],
        lengths[(lengths.length - 1) / 2],
        lengths[lengths.length - 1],
        tokens,
        shard.documentBytes(document),
        ids);
  }
}
