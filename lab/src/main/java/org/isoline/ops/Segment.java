package org.isoline.ops;

import java.util.ArrayList;
import java.util.List;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Consecutive chunks of a sequence that are computed together.
 *
 * <p>All chunks of all sequences and heads in a segment share every matrix product. A segment is
 * short enough for its temporaries to stay in the cache: with the whole sequence at once, time per
 * token grows with the length of the sequence.
 *
 * @param start first token
 * @param tokens tokens, {@code chunks * length}, or fewer in a segment of one chunk, which is then
 *     filled with zeros
 * @param chunks chunks
 * @param length tokens of a chunk
 */
public record Segment(long start, long tokens, long chunks, long length) {
  /** Numbers in the largest temporary of a segment: a fraction of a core's share of the cache. */
  private static final long NUMBERS = 1 << 18;

  /**
   * Cuts a sequence into segments of whole chunks and, if the last chunk is short, one more segment
   * with that chunk alone, as long as it is.
   */
  public static List<Segment> of(MixerShape shape, long length) {
    long widest = Math.max(shape.keys(), shape.values());
    long perChunk = shape.rows() * length * widest;
    long most = Math.max(1, NUMBERS / perChunk);
    List<Segment> segments = new ArrayList<>();
    long start = 0;
    while (shape.tokens() - start >= length) {
      long chunks = Math.min(most, (shape.tokens() - start) / length);
      segments.add(new Segment(start, chunks * length, chunks, length));
      start += chunks * length;
    }
    if (start < shape.tokens()) {
      long rest = shape.tokens() - start;
      segments.add(new Segment(start, rest, 1, rest));
    }
    return List.copyOf(segments);
  }

  /**
   * The same tokens in a longer chunk, filled with zeros.
   *
   * @throws IllegalArgumentException if there are several chunks or they would become shorter
   */
  public Segment withLength(long longer) {
    if (longer != length && chunks > 1 || longer < length) {
      throw new IllegalArgumentException(
          "length = " + longer + " is not legal for " + this + ": one chunk, and not shorter");
    }
    return new Segment(start, tokens, chunks, longer);
  }

  /**
   * This segment's part of {@code [B, H, T, D]}, copied to {@code [chunks * B * H, length, D]}:
   * chunks first, so that neighbouring states of all sequences and heads are neighbours in memory.
   */
  public Tensor gather(Tensor sequence) {
    long batch = sequence.size(0);
    long heads = sequence.size(1);
    long width = sequence.size(3);
    Tensor chunked =
        Tensors.empty(sequence.dtype(), sequence.device(), chunks, batch, heads, length, width);
    if (present() < length) {
      InPlace.fill(chunked.narrow(3, present(), length - present()), 0);
    }
    InPlace.copy(chunked.narrow(3, 0, present()).permute(1, 2, 0, 3, 4), part(sequence));
    return chunked.reshape(chunks * batch * heads, length, width);
  }

  /** Writes back into {@code [B, H, T, D]} what has the shape that {@link #gather} makes. */
  public void scatter(Tensor sequence, Tensor chunked) {
    Tensor source =
        chunked
            .reshape(chunks, sequence.size(0), sequence.size(1), length, sequence.size(3))
            .narrow(3, 0, present());
    InPlace.copy(part(sequence), source.permute(1, 2, 0, 3, 4));
  }

  private long present() {
    return tokens / chunks;
  }

  private Tensor part(Tensor sequence) {
    return sequence
        .narrow(2, start, tokens)
        .reshape(sequence.size(0), sequence.size(1), chunks, present(), sequence.size(3));
  }
}
