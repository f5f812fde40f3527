package org.isoline.study;

import org.isoline.model.Architecture;
import org.isoline.model.Shape;
import org.isoline.model.Sizes;

/** A size of a study. */
public sealed interface SizeSection {

  /** Name, unique in the study. */
  String name();

  /** Extents for an architecture. */
  Shape shape(Architecture architecture);

  /**
   * A size of {@link Sizes}.
   *
   * @param name one of {@link Sizes#names()}
   */
  record Published(String name) implements SizeSection {
    @Override
    public Shape shape(Architecture architecture) {
      return Sizes.shape(name, architecture);
    }
  }

  /**
   * A size of the study's own, the same for every architecture.
   *
   * @param name none of {@link Sizes#names()}
   * @param shape extents
   */
  record Custom(String name, Shape shape) implements SizeSection {
    @Override
    public Shape shape(Architecture architecture) {
      return shape;
    }
  }
}
