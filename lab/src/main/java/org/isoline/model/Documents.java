package org.isoline.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.isoline.tensor.CustomGradient;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Which tokens of packed sequences belong to one document: no token sees beyond its own.
 *
 * <p>Embedding, norms, projections, channel mixers and head work token by token and run over the
 * packed sequences as ever. What looks back (attention, recurrences, Toeplitz encoding, positions)
 * runs over {@link #each} document as a sequence of its own:
 *
 * <pre>
 * packed            rows, by length
 * [ a a a a a b ]     [ a a a a a ]   [ b ]
 * [ b c c c c d ]     [ c c c c 0 ]   [ b ]   [ d ]
 * </pre>
 *
 * <p>A row starts without a state and at position 0. Rows of about the same length are one batch,
 * the shorter ones filled with zeros at their end, where a causal operation cannot see them. So the
 * result is that of separate documents whatever the operation and whatever its form, and there is
 * no infinite decay that chunks would have to represent.
 *
 * <p>Immutable, without native memory.
 */
public final class Documents {
  /** Every sequence is one document, however many sequences there are and however long. */
  public static final Documents WHOLE = new Documents(0, 0, List.of());

  /** Rows up to this length are one batch: to fill them up costs less than another call. */
  private static final int SHORT = 16;

  private final int sequences;
  private final int tokens;
  private final List<Rows> batches;

  /** A document, or the part of one that is in a sequence. */
  private record Span(int start, int length) {}

  /**
   * Documents side by side.
   *
   * @param count documents
   * @param length of the longest
   * @param source of each row's tokens, the index among all tokens of the packed sequences, or -1
   */
  private record Rows(int count, int length, int[] source) {}

  private Documents(int sequences, int tokens, List<Rows> batches) {
    this.sequences = sequences;
    this.tokens = tokens;
    this.batches = batches;
  }

  /**
   * Documents by where they begin.
   *
   * @param starts for each sequence the tokens at which documents begin: 0, then rising
   * @param tokens of each sequence, at least 1
   * @throws IllegalArgumentException if the starts of a sequence are not rising from 0 to below
   *     {@code tokens}
   */
  public static Documents of(int[][] starts, int tokens) {
    for (int sequence = 0; sequence < starts.length; sequence++) {
      requireRising(sequence, starts[sequence], tokens);
    }
    if (Arrays.stream(starts).allMatch(row -> row.length == 1)) {
      return WHOLE;
    }
    return new Documents(starts.length, tokens, batches(longestFirst(starts, tokens)));
  }

  private static void requireRising(int sequence, int[] starts, int tokens) {
    boolean legal = starts.length > 0 && starts[0] == 0 && starts[starts.length - 1] < tokens;
    for (int i = 1; i < starts.length; i++) {
      legal &= starts[i] > starts[i - 1];
    }
    if (!legal) {
      throw new IllegalArgumentException(
          "documents of sequence %d begin at %s; legal: 0, then rising, all below its %d tokens"
              .formatted(sequence, Arrays.toString(starts), tokens));
    }
  }

  private static List<Span> longestFirst(int[][] starts, int tokens) {
    List<Span> spans = new ArrayList<>();
    for (int sequence = 0; sequence < starts.length; sequence++) {
      int[] row = starts[sequence];
      for (int i = 0; i < row.length; i++) {
        int end = i + 1 < row.length ? row[i + 1] : tokens;
        spans.add(new Span(sequence * tokens + row[i], end - row[i]));
      }
    }
    spans.sort(Comparator.comparingInt(Span::length).reversed());
    return spans;
  }

  /** Cuts the list where less than half of a row would be filled. */
  private static List<Rows> batches(List<Span> spans) {
    List<Rows> batches = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= spans.size(); to++) {
      int longest = spans.get(from).length();
      boolean fits =
          to < spans.size() && (longest <= SHORT || 2 * spans.get(to).length() > longest);
      if (!fits) {
        batches.add(rows(spans.subList(from, to), longest));
        from = to;
      }
    }
    return List.copyOf(batches);
  }

  private static Rows rows(List<Span> spans, int length) {
    int[] source = new int[spans.size() * length];
    Arrays.fill(source, -1);
    for (int row = 0; row < spans.size(); row++) {
      Span span = spans.get(row);
      for (int t = 0; t < span.length(); t++) {
        source[row * length + t] = span.start() + t;
      }
    }
    return new Rows(spans.size(), length, source);
  }

  /**
   * Checks that ids are the sequences whose documents these are.
   *
   * @throws IllegalArgumentException if their shape is another one
   */
  void requireFit(Tensor ids) {
    if (!batches.isEmpty() && (ids.size(0) != sequences || ids.size(1) != tokens)) {
      throw new IllegalArgumentException(
          "ids are %s, the documents are those of %d sequences of %d tokens"
              .formatted(ids, sequences, tokens));
    }
  }

  /**
   * Applies a causal operation to every document as if it were alone.
   *
   * @param x {@code [B, T, D]}
   * @param operation {@code [N, L, D]} to {@code [N, L, E]} for any N and L, causal along L
   * @return {@code [B, T, E]}
   */
  Tensor each(Tensor x, UnaryOperator<Tensor> operation) {
    if (batches.isEmpty()) {
      return operation.apply(x);
    }
    List<Tensor> rows = apart(x.reshape((long) sequences * tokens, -1));
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      Rows batch = batches.get(i);
      Tensor result = operation.apply(rows.get(i).reshape(batch.count(), batch.length(), -1));
      results.add(result.reshape((long) batch.count() * batch.length(), -1));
    }
    return together(results).reshape(sequences, tokens, -1);
  }

  /** Packed {@code [B T, D]} to one {@code [N L, D]} a batch. */
  private List<Tensor> apart(Tensor packed) {
    return CustomGradient.apply(
        List.of(packed), () -> toRows(packed), gradients -> List.of(toPacked(present(gradients))));
  }

  /** One {@code [N L, D]} a batch to packed {@code [B T, D]}. */
  private Tensor together(List<Tensor> rows) {
    return CustomGradient.apply(
            rows,
            () -> List.of(toPacked(rows)),
            gradients -> toRows(gradients.getFirst().orElseThrow()))
        .getFirst();
  }

  private List<Tensor> present(List<Optional<Tensor>> gradients) {
    return gradients.stream().map(Optional::orElseThrow).toList();
  }

  private List<Tensor> toRows(Tensor packed) {
    long width = packed.size(1);
    long zeros = packed.size(0);
    Tensor zero = Tensors.zeros(packed.dtype(), packed.device(), 1, width);
    Tensor withZero = Tensors.cat(List.of(packed, zero), 0);
    return batches.stream()
        .map(batch -> Arrays.stream(batch.source()).mapToLong(at -> at < 0 ? zeros : at).toArray())
        .map(index -> withZero.indexSelect(0, index(index, packed)))
        .toList();
  }

  private Tensor toPacked(List<Tensor> rows) {
    long[] place = new long[sequences * tokens];
    int at = 0;
    for (Rows batch : batches) {
      for (int source : batch.source()) {
        if (source >= 0) {
          place[source] = at;
        }
        at++;
      }
    }
    Tensor all = Tensors.cat(rows, 0);
    return all.indexSelect(0, index(place, all));
  }

  private static Tensor index(long[] index, Tensor like) {
    return Tensors.of(index, index.length).to(like.device());
  }
}
