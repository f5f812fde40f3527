package org.isoline.checkpoint.format;

import java.util.Locale;
import org.isoline.ops.glu.Activation;

/** Names of activations in configuration files. */
final class Activations {
  private Activations() {}

  static String word(Activation activation) {
    return activation.name().toLowerCase(Locale.ROOT);
  }
}
