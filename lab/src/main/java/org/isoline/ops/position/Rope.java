package org.isoline.ops.position;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.isoline.ops.Operands;
import org.isoline.tensor.CustomGradient;
import org.isoline.tensor.DType;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * Rotary position encoding with fixed frequencies.
 *
 * <p>Owns no native memory; safe to share between threads and layers.
 */
public final class Rope {
  /** Which channels of a head form a pair. */
  public enum Layout {
    /** Channel j with channel j + K/2, as in Hugging Face's LLaMA. */
    HALF_SPLIT,
    /** Channel 2j with channel 2j + 1, as in Meta's and OpenNLPLab's. */
    INTERLEAVED
  }

  private final double[][] frequencies;
  private final Layout layout;
  private volatile Table latest;

  /**
   * Cosines for every channel and sines for every pair, on the heap: {@code [heads, tokens, K]} and
   * {@code [heads, tokens, K/2]}.
   */
  private record Table(
      long tokens, long offset, DType dtype, MemorySegment cosines, MemorySegment sines) {}

  private Rope(double[][] frequencies, Layout layout) {
    this.frequencies = frequencies;
    this.layout = layout;
    this.latest = table(0, 0, DType.FLOAT32);
  }

  /**
   * A rotation.
   *
   * @param frequencies radians per token: one row of K/2 for all heads, or one row for each head
   * @throws IllegalArgumentException if there is no row, rows differ in length or are empty, or a
   *     frequency is not finite
   */
  public static Rope of(double[][] frequencies, Layout layout) {
    if (frequencies.length == 0 || frequencies[0].length == 0) {
      throw new IllegalArgumentException("no frequencies given, must be K/2 for at least one head");
    }
    for (double[] row : frequencies) {
      if (row.length != frequencies[0].length) {
        throw new IllegalArgumentException(
            "%d frequencies for one head and %d for another, must be K/2 for each"
                .formatted(frequencies[0].length, row.length));
      }
      for (double frequency : row) {
        if (!Double.isFinite(frequency)) {
          throw new IllegalArgumentException("frequency " + frequency + ", must be finite");
        }
      }
    }
    return new Rope(
        Arrays.stream(frequencies).map(double[]::clone).toArray(double[][]::new), layout);
  }

  /**
   * A rotation.
   *
   * @param frequencies radians per token: {@code [K/2]} for all heads, {@code [H, K/2]} or {@code
   *     [H, 1, K/2]} for each; copied
   * @throws IllegalArgumentException if the shape is another one, or a frequency is not finite
   */
  public static Rope of(Tensor frequencies, Layout layout) {
    int rank = frequencies.rank();
    if (rank < 1 || rank > 3 || (rank == 3 && frequencies.size(1) != 1)) {
      throw new IllegalArgumentException(
          "frequencies are " + frequencies + ", must be [K/2], [H, K/2] or [H, 1, K/2]");
    }
    int pairs = Math.toIntExact(frequencies.size(-1));
    double[] flat = frequencies.toDoubles();
    double[][] rows = new double[rank == 1 ? 1 : Math.toIntExact(frequencies.size(0))][];
    for (int head = 0; head < rows.length; head++) {
      rows[head] = Arrays.copyOfRange(flat, head * pairs, (head + 1) * pairs);
    }
    return of(rows, layout);
  }

  /**
   * The same frequencies {@code base^(-2j/headDim)} in every head, half-split.
   *
   * @throws IllegalArgumentException if headDim is not even and positive, or base not positive
   */
  public static Rope headShared(int headDim, double base) {
    return headShared(headDim, base, Layout.HALF_SPLIT);
  }

  /** {@link #headShared(int, double)} in either layout. */
  public static Rope headShared(int headDim, double base, Layout layout) {
    return geometric(1, headDim, base, layout);
  }

  /**
   * Frequencies {@code base^(-2m/(heads headDim))} with {@code m = head headDim/2 + j}: high ones
   * in the first head, low ones in the last. Half-split.
   *
   * @throws IllegalArgumentException if heads is not positive, headDim not even and positive, or
   *     base not positive
   */
  public static Rope spreadOverHeads(int heads, int headDim, double base) {
    return spreadOverHeads(heads, headDim, base, Layout.HALF_SPLIT);
  }

  /** {@link #spreadOverHeads(int, int, double)} in either layout. */
  public static Rope spreadOverHeads(int heads, int headDim, double base, Layout layout) {
    return geometric(heads, headDim, base, layout);
  }

  private static Rope geometric(int heads, int headDim, double base, Layout layout) {
    if (heads < 1 || headDim < 2 || headDim % 2 != 0 || !(base > 0) || Double.isInfinite(base)) {
      throw new IllegalArgumentException(
          "heads = %d, headDim = %d, base = %s: heads must be at least 1, headDim even and at least 2, base positive and finite"
              .formatted(heads, headDim, base));
    }
    int pairs = headDim / 2;
    double[][] frequencies = new double[heads][pairs];
    for (int m = 0; m < heads * pairs; m++) {
      frequencies[m / pairs][m % pairs] = Math.pow(base, -(double) m / (heads * pairs));
    }
    return of(frequencies, layout);
  }

  /** Radians per token: one row for all heads, or one for each. A copy. */
  public double[][] frequencies() {
    return Arrays.stream(frequencies).map(double[]::clone).toArray(double[][]::new);
  }

  /** Which channels form a pair. */
  public Layout layout() {
    return layout;
  }

  /**
   * Turns every token by its position.
   *
   * @param x {@code [B, H, T, K]}
   * @param offset position of the first token, at least 0
   * @return {@code [B, H, T, K]}
   * @throws IllegalArgumentException if K or H do not go with the frequencies, or offset is
   *     negative
   */
  public Tensor rotate(Tensor x, long offset) {
    requireFit(x, offset);
    Table table = tableFor(x.size(2), offset, Operands.wide(x.dtype()));
    return CustomGradient.apply(
            List.of(x),
            () -> List.of(turn(x, table, 1)),
            gradients -> List.of(turn(gradients.getFirst().orElseThrow(), table, -1)))
        .getFirst();
  }

  /**
   * The formula as it is written, left to the tape and with a number formed for each angle: what
   * {@link #rotate} is tested against.
   */
  public Tensor reference(Tensor x, long offset) {
    requireFit(x, offset);
    Tensor positions = Tensors.range(x.size(2), DType.FLOAT64).add(offset).reshape(-1, 1);
    double[] flat = Arrays.stream(frequencies).flatMapToDouble(Arrays::stream).toArray();
    Tensor angles = positions.mul(Tensors.of(flat, frequencies.length, 1, frequencies[0].length));
    Tensor cos = angles.cos().to(x.dtype());
    Tensor sin = angles.sin().to(x.dtype());
    Tensor a = pair(x, 0);
    Tensor b = pair(x, 1);
    Tensor turnedA = a.mul(cos).sub(b.mul(sin));
    Tensor turnedB = a.mul(sin).add(b.mul(cos));
    return switch (layout) {
      case HALF_SPLIT -> Tensors.cat(List.of(turnedA, turnedB), 3);
      case INTERLEAVED -> Tensors.stack(List.of(turnedA, turnedB), 4).reshape(x.shape());
    };
  }

  /**
   * A table's first T tokens as tensors: cos {@code [heads, T, K]}, sin {@code [heads, T, K/2]}.
   */
  private record Turn(Tensor cos, Tensor sin) {
    static Turn of(Table table, long pairs, Tensor x) {
      return new Turn(
          first(table, table.cosines, 2 * pairs, x), first(table, table.sines, pairs, x));
    }

    private static Tensor first(Table table, MemorySegment elements, long width, Tensor x) {
      long heads = elements.byteSize() / (table.dtype.bytes() * table.tokens * width);
      Tensor all = Tensors.fill(elements, table.dtype, heads, table.tokens, width);
      return all.to(x.device()).narrow(1, 0, x.size(2));
    }
  }

  /** The rotation, or with direction -1 its inverse, which is its gradient too. */
  private Tensor turn(Tensor x, Table table, int direction) {
    // A copy of the table is a moment's work; kept for the backward pass, q's and k's of every
    // layer would be as large as q and k.
    Turn turn = Turn.of(table, frequencies[0].length, x);
    Tensor turned = x.mul(turn.cos);
    InPlace.addProduct(pair(turned, 0), pair(x, 1), turn.sin, -direction);
    InPlace.addProduct(pair(turned, 1), pair(x, 0), turn.sin, direction);
    return turned.to(x.dtype());
  }

  /** First or second channels of all pairs, a view. */
  private Tensor pair(Tensor x, int which) {
    long pairs = x.size(3) / 2;
    return switch (layout) {
      case HALF_SPLIT -> x.narrow(3, which * pairs, pairs);
      case INTERLEAVED -> x.reshape(x.size(0), x.size(1), x.size(2), pairs, 2).select(4, which);
    };
  }

  /**
   * All layers of a step ask for the same table, so the latest one is worth its memory; it serves
   * shorter sequences too.
   */
  private Table tableFor(long tokens, long offset, DType dtype) {
    Table known = latest;
    if (known.tokens >= tokens && known.offset == offset && known.dtype == dtype) {
      return known;
    }
    Table fresh = table(tokens, offset, dtype);
    latest = fresh;
    return fresh;
  }

  private Table table(long tokens, long offset, DType dtype) {
    int pairs = frequencies[0].length;
    double[] cosines = new double[Math.toIntExact(frequencies.length * tokens * 2 * pairs)];
    double[] sines = new double[cosines.length / 2];
    int pair = 0;
    for (double[] row : frequencies) {
      for (long t = offset; t < offset + tokens; t++) {
        for (int j = 0; j < pairs; j++, pair++) {
          double angle = t * row[j];
          sines[pair] = Math.sin(angle);
          int first = layout == Layout.HALF_SPLIT ? 2 * (pair - j) + j : 2 * pair;
          int second = layout == Layout.HALF_SPLIT ? first + pairs : first + 1;
          cosines[first] = Math.cos(angle);
          cosines[second] = cosines[first];
        }
      }
    }
    return new Table(tokens, offset, dtype, elements(cosines, dtype), elements(sines, dtype));
  }

  private static MemorySegment elements(double[] numbers, DType dtype) {
    if (dtype == DType.FLOAT64) {
      return MemorySegment.ofArray(numbers);
    }
    float[] rounded = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      rounded[i] = (float) numbers[i];
    }
    return MemorySegment.ofArray(rounded);
  }

  private void requireFit(Tensor x, long offset) {
    long heads = frequencies.length == 1 ? Operands.ANY : frequencies.length;
    Operands.require("x", x, Operands.ANY, heads, Operands.ANY, 2L * frequencies[0].length);
    if (offset < 0) {
      throw new IllegalArgumentException("offset = " + offset + ", must be at least 0");
    }
  }
}
