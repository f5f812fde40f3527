package org.isoline.model;

/** What a model is told of the borders between documents in a packed sequence. */
public enum DocumentBoundaries {
  /** Nothing: state, attention and positions go on across them. */
  IGNORE,
  /** State, attention and positions begin anew at each. */
  RESET;

  /**
   * The documents of packed sequences.
   *
   * @param starts for each sequence the tokens at which documents begin: 0, then rising
   * @param tokens of each sequence
   * @throws IllegalArgumentException if starts are not as {@link Documents#of} wants them
   */
  public Documents of(int[][] starts, int tokens) {
    return switch (this) {
      case IGNORE -> Documents.WHOLE;
      case RESET -> Documents.of(starts, tokens);
    };
  }
}
