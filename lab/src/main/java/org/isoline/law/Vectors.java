package org.isoline.law;

/** Arithmetic on short vectors. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  static double[] scaled(double factor, double[] a) {
    double[] product = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      product[i] = factor * a[i];
    }
    return product;
  }

  /** target += factor * a. */
  static void add(double[] target, double factor, double[] a) {
    for (int i = 0; i < a.length; i++) {
      target[i] += factor * a[i];
    }
  }
}
