package org.isoline.model;

import org.isoline.tensor.Tensor;

/**
 * The parameters below one name.
 *
 * @param all every parameter of the model
 * @param prefix ends in a dot, or is empty
 */
record Weights(Parameters all, String prefix) {
  Tensor get(String name) {
    return all.get(prefix + name);
  }

  Weights at(String name) {
    return new Weights(all, prefix + name + ".");
  }
}
