package org.isoline.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Reverse-mode differentiation over matrices. Every method evaluates an operation and notes how its
 * result's gradient spreads to its inputs; {@link #backward} replays the notes in reverse.
 */
class Tape {
  private final List<Runnable> backward = new ArrayList<>();
  private final StorageType precision;

  /**
   * @param precision what every intermediate result and its gradient is rounded to; F64 leaves them
   *     alone
   */
  Tape(StorageType precision) {
    this.precision = precision;
  }

  /** The operation's result, with how to pass its gradient on. */
  Matrix record(Matrix result, Runnable passOn) {
    round(result.value);
    backward.add(
        () -> {
          round(result.gradient);
          passOn.run();
        });
    return result;
  }

  private void round(double[] values) {
    if (precision != StorageType.F64) {
      for (int i = 0; i < values.length; i++) {
        values[i] = precision.round(values[i]);
      }
    }
  }

  /** Adds the gradient of a 1 x 1 result to everything it was computed from. */
  void backward(Matrix loss) {
    loss.gradient[0] = 1;
    backward.reversed().forEach(Runnable::run);
  }

  /** {@code y = x W^T}, where W has the stored form [out, in]. */
  Matrix linear(Matrix x, Matrix w) {
    if (x.cols != w.cols) {
      throw new IllegalArgumentException(x.cols + " inputs for weights of " + w.cols);
    }
    int in = w.cols;
    int out = w.rows;
    double[] transposed = new double[in * out];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        transposed[i * out + o] = w.value[o * in + i];
      }
    }
    Matrix y = new Matrix(x.rows, out);
    for (int r = 0; r < x.rows; r++) {
      for (int i = 0; i < in; i++) {
        addScaled(y.value, r * out, x.value[r * in + i], transposed, i * out, out);
      }
    }
    return record(
        y,
        () -> {
          for (int r = 0; r < x.rows; r++) {
            for (int o = 0; o < out; o++) {
              double dy = y.gradient[r * out + o];
              addScaled(x.gradient, r * in, dy, w.value, o * in, in);
              addScaled(w.gradient, o * in, dy, x.value, r * in, in);
            }
          }
        });
  }

  static void addScaled(double[] to, int at, double factor, double[] from, int start, int count) {
    for (int j = 0; j < count; j++) {
      to[at + j] += factor * from[start + j];
    }
  }

  static double dot(double[] a, int startA, double[] b, int startB, int count) {
    double sum = 0;
    for (int j = 0; j < count; j++) {
      sum += a[startA + j] * b[startB + j];
    }
    return sum;
  }

  Matrix add(Matrix a, Matrix b) {
    Matrix y = a.like();
    for (int i = 0; i < y.value.length; i++) {
      y.value[i] = a.value[i] + b.value[i];
    }
    return record(
        y,
        () -> {
          for (int i = 0; i < y.value.length; i++) {
            a.gradient[i] += y.gradient[i];
            b.gradient[i] += y.gradient[i];
          }
        });
  }

  /** Elementwise product. */
  Matrix multiply(Matrix a, Matrix b) {
    Matrix y = a.like();
    for (int i = 0; i < y.value.length; i++) {
      y.value[i] = a.value[i] * b.value[i];
    }
    return record(
        y,
        () -> {
          for (int i = 0; i < y.value.length; i++) {
            a.gradient[i] += y.gradient[i] * b.value[i];
            b.gradient[i] += y.gradient[i] * a.value[i];
          }
        });
  }

  /** Adds a row vector to every row. */
  Matrix addRow(Matrix x, Matrix row) {
    Matrix y = x.like();
    for (int i = 0; i < y.value.length; i++) {
      y.value[i] = x.value[i] + row.value[i % x.cols];
    }
    return record(
        y,
        () -> {
          for (int i = 0; i < y.value.length; i++) {
            x.gradient[i] += y.gradient[i];
            row.gradient[i % x.cols] += y.gradient[i];
          }
        });
  }

  /** Multiplies every row by a row vector. */
  Matrix multiplyRow(Matrix x, Matrix row) {
    Matrix y = x.like();
    for (int i = 0; i < y.value.length; i++) {
      y.value[i] = x.value[i] * row.value[i % x.cols];
    }
    return record(
        y,
        () -> {
          for (int i = 0; i < y.value.length; i++) {
            x.gradient[i] += y.gradient[i] * row.value[i % x.cols];
            row.gradient[i % x.cols] += y.gradient[i] * x.value[i];
          }
        });
  }

  Matrix map(Matrix x, DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
    Matrix y = x.like();
    for (int i = 0; i < y.value.length; i++) {
      y.value[i] = function.applyAsDouble(x.value[i]);
    }
    return record(
        y,
        () -> {
          for (int i = 0; i < y.value.length; i++) {
            x.gradient[i] += y.gradient[i] * derivative.applyAsDouble(x.value[i]);
          }
        });
  }

  Matrix scale(Matrix x, double factor) {
    return factor == 1 ? x : map(x, u -> factor * u, _ -> factor);
  }

  Matrix oneMinus(Matrix x) {
    return map(x, u -> 1 - u, _ -> -1);
  }

  Matrix exp(Matrix x) {
    return map(x, Math::exp, Math::exp);
  }

  Matrix sigmoid(Matrix x) {
    return map(x, Tape::sigmoid, u -> sigmoid(u) * sigmoid(-u));
  }

  Matrix silu(Matrix x) {
    return map(x, u -> u * sigmoid(u), u -> sigmoid(u) * (1 + u * sigmoid(-u)));
  }

  Matrix relu(Matrix x) {
    return map(x, u -> Math.max(u, 0), u -> u > 0 ? 1 : 0);
  }

  static double sigmoid(double u) {
    return u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u));
  }

  /** Rows of a table, one for each id. */
  Matrix gather(Matrix table, int[] ids) {
    Matrix y = new Matrix(ids.length, table.cols);
    for (int r = 0; r < ids.length; r++) {
      System.arraycopy(table.value, ids[r] * table.cols, y.value, r * table.cols, table.cols);
    }
    return record(
        y,
        () -> {
          for (int r = 0; r < ids.length; r++) {
            addScaled(
                table.gradient, ids[r] * table.cols, 1, y.gradient, r * table.cols, table.cols);
          }
        });
  }

  /** Columns from {@code start} on. */
  Matrix columns(Matrix x, int start, int count) {
    Matrix y = new Matrix(x.rows, count);
    for (int r = 0; r < x.rows; r++) {
      System.arraycopy(x.value, r * x.cols + start, y.value, r * count, count);
    }
    return record(
        y,
        () -> {
          for (int r = 0; r < x.rows; r++) {
            addScaled(x.gradient, r * x.cols + start, 1, y.gradient, r * count, count);
          }
        });
  }

  /**
   * Each row divided by the root of its mean square plus eps, after subtracting its mean if {@code
   * centred}.
   */
  Matrix normalise(Matrix x, boolean centred, double eps) {
    Matrix y = x.like();
    int n = x.cols;
    double[] inverse = new double[x.rows];
    for (int r = 0; r < x.rows; r++) {
      double mean = 0;
      for (int i = 0; centred && i < n; i++) {
        mean += x.value[r * n + i] / n;
      }
      double square = 0;
      for (int i = 0; i < n; i++) {
        double u = x.value[r * n + i] - mean;
        square += u * u / n;
      }
      inverse[r] = 1 / Math.sqrt(square + eps);
      for (int i = 0; i < n; i++) {
        y.value[r * n + i] = (x.value[r * n + i] - mean) * inverse[r];
      }
    }
    return record(
        y,
        () -> {
          for (int r = 0; r < x.rows; r++) {
            double mean = 0;
            for (int i = 0; centred && i < n; i++) {
              mean += y.gradient[r * n + i] / n;
            }
            double along = dot(y.value, r * n, y.gradient, r * n, n) / n;
            for (int i = r * n; i < (r + 1) * n; i++) {
              x.gradient[i] += inverse[r] * (y.gradient[i] - mean - y.value[i] * along);
            }
          }
        });
  }

  /**
   * Sum of the softmax over rows (layers) 1 to {@code layer} of a matrix with one row per layer:
   * {@code lb_l = sum_{m=1..l} p_m}.
   */
  Matrix lowerBound(Matrix gamma, int layer) {
    int n = gamma.cols;
    double[] p = new double[gamma.value.length];
    Matrix y = new Matrix(1, n);
    for (int c = 0; c < n; c++) {
      double sum = 0;
      for (int m = 0; m < gamma.rows; m++) {
        p[m * n + c] = Math.exp(gamma.value[m * n + c]);
        sum += p[m * n + c];
      }
      for (int m = 0; m < gamma.rows; m++) {
        p[m * n + c] /= sum;
        y.value[c] += m >= 1 && m <= layer ? p[m * n + c] : 0;
      }
    }
    return record(
        y,
        () -> {
          for (int c = 0; c < n; c++) {
            for (int m = 0; m < gamma.rows; m++) {
              double inside = m >= 1 && m <= layer ? 1 : 0;
              gamma.gradient[m * n + c] += p[m * n + c] * y.gradient[c] * (inside - y.value[c]);
            }
          }
        });
  }
}
