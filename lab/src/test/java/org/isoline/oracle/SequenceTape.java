package org.isoline.oracle;

import java.util.Arrays;

/**
 * Operations that know the time axis. Rows are tokens: {@code length} of the first sequence, then
 * those of the next. Columns of queries, keys and values are head after head.
 */
final class SequenceTape extends Tape {
  private final int batch;
  private final int length;

  SequenceTape(StorageType precision, int batch, int length) {
    super(precision);
    this.batch = batch;
    this.length = length;
  }

  /**
   * Rotary embedding: pair (a, b) of head h turns by {@code t * frequencies[h][j]}. Pairs are (2j,
   * 2j + 1) if {@code interleaved}, else (j, j + dh/2).
   */
  Matrix rotate(Matrix x, double[][] frequencies, boolean interleaved) {
    Matrix y = x.like();
    rotate(x.value, y.value, 1, frequencies, interleaved, x.rows);
    return record(
        y,
        () -> {
          double[] back = new double[y.value.length];
          rotate(y.gradient, back, -1, frequencies, interleaved, x.rows);
          addScaled(x.gradient, 0, 1, back, 0, back.length);
        });
  }

  private void rotate(
      double[] from, double[] to, int sign, double[][] frequencies, boolean pairs, int rows) {
    int half = frequencies[0].length;
    for (int r = 0; r < rows; r++) {
      for (int h = 0; h < frequencies.length; h++) {
        int start = (r * frequencies.length + h) * 2 * half;
        for (int j = 0; j < half; j++) {
          double angle = sign * (r % length) * frequencies[h][j];
          int a = start + (pairs ? 2 * j : j);
          int b = start + (pairs ? 2 * j + 1 : j + half);
          to[a] = from[a] * Math.cos(angle) - from[b] * Math.sin(angle);
          to[b] = from[a] * Math.sin(angle) + from[b] * Math.cos(angle);
        }
      }
    }
  }

  /**
   * Cosine positions: per head {@code [x cos(t theta); x sin(t theta)]}, twice as wide as x.
   *
   * @param theta one row of angles per head
   */
  Matrix cosine(Matrix x, Matrix theta) {
    int width = theta.cols;
    Matrix y = new Matrix(x.rows, 2 * x.cols);
    for (int i = 0; i < x.value.length; i++) {
      int t = i / x.cols % length;
      double angle = t * theta.value[i % x.cols];
      int to = i / width * 2 * width + i % width;
      y.value[to] = x.value[i] * Math.cos(angle);
      y.value[to + width] = x.value[i] * Math.sin(angle);
    }
    return record(
        y,
        () -> {
          for (int i = 0; i < x.value.length; i++) {
            int t = i / x.cols % length;
            double cos = Math.cos(t * theta.value[i % x.cols]);
            double sin = Math.sin(t * theta.value[i % x.cols]);
            int to = i / width * 2 * width + i % width;
            double dCos = y.gradient[to];
            double dSin = y.gradient[to + width];
            x.gradient[i] += dCos * cos + dSin * sin;
            theta.gradient[i % x.cols] += t * x.value[i] * (dSin * cos - dCos * sin);
          }
        });
  }

  /**
   * Causal softmax attention; query head h reads key and value head {@code h / (heads / kvHeads)}.
   */
  Matrix attention(Matrix q, Matrix k, Matrix v, int heads, int kvHeads) {
    int dh = q.cols / heads;
    double scale = 1 / Math.sqrt(dh);
    Matrix y = q.like();
    double[] weights = new double[batch * heads * length * length];
    for (int row = 0; row < q.rows; row++) {
      int first = row / length * length;
      for (int h = 0; h < heads; h++) {
        int at = (row * heads + h) * length;
        int shared = h * kvHeads / heads;
        softmaxRow(q, k, row, h, shared, dh, scale, weights, at);
        for (int s = first; s <= row; s++) {
          addScaled(
              y.value,
              row * q.cols + h * dh,
              weights[at + s - first],
              v.value,
              s * v.cols + shared * dh,
              dh);
        }
      }
    }
    return record(
        y,
        () -> {
          for (int row = 0; row < q.rows; row++) {
            int first = row / length * length;
            for (int h = 0; h < heads; h++) {
              int at = (row * heads + h) * length;
              int shared = h * kvHeads / heads * dh;
              int query = row * q.cols + h * dh;
              double delta = dot(y.gradient, query, y.value, query, dh);
              for (int s = first; s <= row; s++) {
                double p = weights[at + s - first];
                int key = s * k.cols + shared;
                addScaled(v.gradient, key, p, y.gradient, query, dh);
                double dz = p * (dot(y.gradient, query, v.value, key, dh) - delta) * scale;
                addScaled(q.gradient, query, dz, k.value, key, dh);
                addScaled(k.gradient, key, dz, q.value, query, dh);
              }
            }
          }
        });
  }

  private void softmaxRow(
      Matrix q, Matrix k, int row, int h, int shared, int dh, double scale, double[] to, int at) {
    int first = row / length * length;
    int count = row - first + 1;
    double max = Double.NEGATIVE_INFINITY;
    for (int s = 0; s < count; s++) {
      int key = (first + s) * k.cols + shared * dh;
      to[at + s] = scale * dot(q.value, row * q.cols + h * dh, k.value, key, dh);
      max = Math.max(max, to[at + s]);
    }
    double sum = 0;
    for (int s = 0; s < count; s++) {
      to[at + s] = Math.exp(to[at + s] - max);
      sum += to[at + s];
    }
    for (int s = 0; s < count; s++) {
      to[at + s] /= sum;
    }
  }

  /**
   * Linear attention with decay: {@code S_t = Diag(f_t) S_{t-1} + k_t^T v_t, o_t = q_t S_t} for
   * every head, S being K x V and zero before the first token.
   *
   * @param f decay factors, as wide as the keys
   */
  Matrix recurrence(Matrix q, Matrix k, Matrix v, Matrix f, int heads) {
    int keys = k.cols / heads;
    int values = v.cols / heads;
    int size = keys * values;
    Matrix y = v.like();
    double[] states = new double[k.rows * heads * size];
    for (int row = 0; row < k.rows; row++) {
      for (int h = 0; h < heads; h++) {
        int state = (row * heads + h) * size;
        int to = row * v.cols + h * values;
        for (int c = 0; c < keys; c++) {
          int channel = row * k.cols + h * keys + c;
          int at = state + c * values;
          if (row % length > 0) {
            addScaled(states, at, f.value[channel], states, at - heads * size, values);
          }
          addScaled(states, at, k.value[channel], v.value, to, values);
          addScaled(y.value, to, q.value[channel], states, at, values);
        }
      }
    }
    return record(y, () -> recurrenceBackward(q, k, v, f, heads, y, states));
  }

  private void recurrenceBackward(
      Matrix q, Matrix k, Matrix v, Matrix f, int heads, Matrix y, double[] states) {
    int keys = k.cols / heads;
    int values = v.cols / heads;
    int size = keys * values;
    double[] dState = new double[heads * size];
    for (int row = k.rows - 1; row >= 0; row--) {
      if (row % length == length - 1) {
        Arrays.fill(dState, 0);
      }
      for (int h = 0; h < heads; h++) {
        int to = row * v.cols + h * values;
        for (int c = 0; c < keys; c++) {
          int channel = row * k.cols + h * keys + c;
          int at = (row * heads + h) * size + c * values;
          int d = h * size + c * values;
          q.gradient[channel] += dot(y.gradient, to, states, at, values);
          addScaled(dState, d, q.value[channel], y.gradient, to, values);
          k.gradient[channel] += dot(dState, d, v.value, to, values);
          addScaled(v.gradient, to, k.value[channel], dState, d, values);
          if (row % length > 0) {
            f.gradient[channel] += dot(dState, d, states, at - heads * size, values);
          }
          for (int j = 0; j < values; j++) {
            dState[d + j] *= f.value[channel];
          }
        }
      }
    }
  }

  /**
   * Toeplitz positions as a diagonal recurrence: {@code H_t[c,j] = lambda_j H_{t-1}[c,j] + B[c,j]
   * x_t[c], y_t[c] = sum_j H_t[c,j]}.
   */
  Matrix toeplitz(Matrix x, Matrix b, Matrix lambda) {
    int size = b.value.length;
    int modes = b.cols;
    Matrix y = x.like();
    double[] states = new double[x.rows * size];
    for (int row = 0; row < x.rows; row++) {
      for (int i = 0; i < size; i++) {
        int at = row * size + i;
        double before = row % length > 0 ? states[at - size] : 0;
        int channel = row * x.cols + i / modes;
        states[at] = lambda.value[i % modes] * before + b.value[i] * x.value[channel];
        y.value[channel] += states[at];
      }
    }
    return record(
        y,
        () -> {
          double[] dState = new double[size];
          for (int row = x.rows - 1; row >= 0; row--) {
            if (row % length == length - 1) {
              Arrays.fill(dState, 0);
            }
            for (int i = 0; i < size; i++) {
              int channel = row * x.cols + i / modes;
              dState[i] += y.gradient[channel];
              x.gradient[channel] += b.value[i] * dState[i];
              b.gradient[i] += x.value[channel] * dState[i];
              double before = row % length > 0 ? states[(row - 1) * size + i] : 0;
              lambda.gradient[i % modes] += dState[i] * before;
              dState[i] *= lambda.value[i % modes];
            }
          }
        });
  }

  /** Mean over b (n - 1) positions of {@code -log softmax(logits_t)[id_{t+1}]}. */
  Matrix nextTokenLoss(Matrix logits, int[] ids) {
    int n = logits.cols;
    double[] probability = new double[logits.value.length];
    Matrix loss = new Matrix(1, 1);
    double weight = 1.0 / (batch * (length - 1));
    for (int row = 0; row < logits.rows; row++) {
      if (row % length < length - 1) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = row * n; i < (row + 1) * n; i++) {
          max = Math.max(max, logits.value[i]);
        }
        double sum = 0;
        for (int i = row * n; i < (row + 1) * n; i++) {
          probability[i] = Math.exp(logits.value[i] - max);
          sum += probability[i];
        }
        for (int i = row * n; i < (row + 1) * n; i++) {
          probability[i] /= sum;
        }
        double target = logits.value[row * n + ids[row + 1]];
        loss.value[0] += weight * (max + Math.log(sum) - target);
      }
    }
    return record(
        loss,
        () -> {
          double factor = loss.gradient[0] * weight;
          for (int row = 0; row < logits.rows; row++) {
            if (row % length < length - 1) {
              addScaled(logits.gradient, row * n, factor, probability, row * n, n);
              logits.gradient[row * n + ids[row + 1]] -= factor;
            }
          }
        });
  }
}
