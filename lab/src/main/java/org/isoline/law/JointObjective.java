package org.isoline.law;

import java.util.Arrays;

/**
 * The sum of two {@link HuberObjective}s whose parameters partly coincide:
 *
 * <pre>
 * J(theta) = J_1(theta[s_1]) + J_2(theta[s_2]),   dJ/dtheta_j = sum over k and i with s_k[i] = j of dJ_k/dtheta_i
 * </pre>
 *
 * where s_k says which entry of theta is the i-th of (a, b, e, alpha, beta) of law k. Each law has
 * its own centre, so that a and b stay its own whatever the exponents.
 */
final class JointObjective implements Objective {
  private static final int[] FIRST = {0, 1, 2, 3, 4};
  private static final int[] OWN_FLOOR = {5, 6, 7, 3, 4};
  private static final int[] SHARED_FLOOR = {5, 6, 2, 3, 4};

  private final HuberObjective first;
  private final HuberObjective second;
  private final int[] slots;
  private final int parameters;

  /** {@code sharing} at least of the exponents. */
  JointObjective(HuberObjective first, HuberObjective second, Sharing sharing) {
    this.first = first;
    this.second = second;
    this.slots = sharing == Sharing.EXPONENTS ? OWN_FLOOR : SHARED_FLOOR;
    this.parameters = sharing.parameters();
  }

  @Override
  public double evaluate(double[] theta, double[] gradient) {
    Arrays.fill(gradient, 0);
    return add(first, FIRST, theta, gradient) + add(second, slots, theta, gradient);
  }

  /** theta of both laws, given those of each; what is shared is their mean. */
  double[] joined(double[] one, double[] other) {
    double[] theta = new double[parameters];
    System.arraycopy(one, 0, theta, 0, one.length);
    for (int i = 0; i < other.length; i++) {
      boolean shared = slots[i] == FIRST[i];
      theta[slots[i]] = shared ? (one[i] + other[i]) / 2 : other[i];
    }
    return theta;
  }

  double[] first(double[] theta) {
    return picked(theta, FIRST);
  }

  double[] second(double[] theta) {
    return picked(theta, slots);
  }

  private static double add(
      HuberObjective objective, int[] slots, double[] theta, double[] gradient) {
    double[] own = new double[slots.length];
    double value = objective.evaluate(picked(theta, slots), own);
    for (int i = 0; i < slots.length; i++) {
      gradient[slots[i]] += own[i];
    }
    return value;
  }

  private static double[] picked(double[] theta, int[] slots) {
    return Arrays.stream(slots).mapToDouble(slot -> theta[slot]).toArray();
  }
}
