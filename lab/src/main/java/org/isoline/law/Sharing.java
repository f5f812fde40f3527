package org.isoline.law;

/** What two laws L(N, D) = E + A N^-alpha + B D^-beta have in common. */
public enum Sharing {
  /** Nothing: each has its own five coefficients. */
  NOTHING("nothing", "no coefficient", 10),
  /** alpha and beta. */
  EXPONENTS("exponents", "alpha and beta", 8),
  /** alpha, beta and E. */
  EXPONENTS_AND_FLOOR("exponents-and-floor", "alpha, beta and E", 7);

  private final String id;
  private final String words;
  private final int parameters;

  Sharing(String id, String words, int parameters) {
    this.id = id;
    this.words = words;
    this.parameters = parameters;
  }

  /** The name used in files. */
  public String id() {
    return id;
  }

  /** What is shared, in words. */
  public String words() {
    return words;
  }

  /** Free parameters of both laws together. */
  public int parameters() {
    return parameters;
  }
}
