package org.isoline.train;

/**
 * Numbers of AdamW (Kingma and Ba, arXiv 1412.6980; decoupled weight decay: Loshchilov and Hutter,
 * arXiv 1711.05101) and of gradient clipping.
 *
 * @param beta1 decay of the mean of gradients, in [0, 1)
 * @param beta2 decay of the mean of squared gradients, in [0, 1)
 * @param eps added to the root of the mean square, above 0
 * @param weightDecay decoupled: parameters lose learning rate times this share a step; at least 0.
 *     Norms, angles, bounds and time constants are never decayed
 * @param clip largest norm of the gradient of all parameters together; 0 turns clipping off
 */
public record AdamWConfig(double beta1, double beta2, double eps, double weightDecay, double clip) {

  /**
   * Weight decay 0.1 as in arXiv 2406.16690; the other numbers, which it does not publish, are
   * those of most language models since GPT-3 (arXiv 2005.14165): 0.9, 0.95, 1e-8, clip 1.
   */
  public static final AdamWConfig DEFAULT = new AdamWConfig(0.9, 0.95, 1e-8, 0.1, 1.0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the value and the legal range
   */
  public AdamWConfig {
    mean("beta1", beta1);
    mean("beta2", beta2);
    if (!(eps > 0 && eps <= 1)) {
      throw new IllegalArgumentException(
          "eps = " + eps + ", must be above 0 and at most 1; 1e-8 is usual");
    }
    if (!(weightDecay >= 0 && weightDecay <= 10)) {
      throw new IllegalArgumentException(
          "weight_decay = " + weightDecay + ", must be from 0 to 10; 0.1 is usual, 0 turns it off");
    }
    if (!(clip >= 0 && Double.isFinite(clip))) {
      throw new IllegalArgumentException(
          "clip = " + clip + ", must be at least 0; 1 is usual, 0 turns clipping off");
    }
  }

  private static void mean(String name, double beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException(
          name + " = " + beta + ", must be at least 0 and below 1; 0.9 to 0.999 are usual");
    }
  }
}
