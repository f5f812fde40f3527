package org.isoline.law;

/** A way to a law, in words. */
public interface Way {
  /** The name used in files and on the command line. */
  String id();

  /** The equation of its laws. */
  String equation();

  /** How the law is found, in a sentence. */
  String describe();

  /** What the objective of its reports is. */
  String objective();
}
