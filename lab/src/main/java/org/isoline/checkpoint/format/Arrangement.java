package org.isoline.checkpoint.format;

import org.isoline.tensor.DType;
import org.isoline.tensor.Tensor;

/** How rows of a file's tensor correspond to rows of ours. */
sealed interface Arrangement {
  /** Rows in the file's order. */
  Tensor toFile(Tensor ours);

  /** Rows in our order. */
  Tensor toOurs(Tensor stored);

  /** The same rows. */
  record AsIs() implements Arrangement {
    @Override
    public Tensor toFile(Tensor ours) {
      return ours;
    }

    @Override
    public Tensor toOurs(Tensor stored) {
      return stored;
    }
  }

  /**
   * Rotary pairs: the file has channels 2j and 2j + 1 of a head beside each other, ours are j and j
   * + dh/2.
   *
   * @param headDim dh
   */
  record InterleavedPairs(long headDim) implements Arrangement {
    @Override
    public Tensor toFile(Tensor ours) {
      return swap(ours, 2, headDim / 2);
    }

    @Override
    public Tensor toOurs(Tensor stored) {
      return swap(stored, headDim / 2, 2);
    }

    private Tensor swap(Tensor rows, long outer, long inner) {
      return rows.reshape(-1, outer, inner, rows.size(1)).transpose(1, 2).reshape(-1, rows.size(1));
    }
  }

  /** The file has ln(lambda), we have logit(lambda). FLOAT64, so that the way back is exact. */
  record LogOfLogit() implements Arrangement {
    @Override
    public Tensor toFile(Tensor ours) {
      return ours.to(DType.FLOAT64).logSigmoid();
    }

    @Override
    public Tensor toOurs(Tensor stored) {
      Tensor log = stored.to(DType.FLOAT64);
      return log.sub(log.exp().neg().log1p());
    }
  }
}
