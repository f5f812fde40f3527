package org.isoline.evaluate.fetch;

/** What is known of a file in the data folder. */
public enum FileState {
  /** It is not there. */
  ABSENT,
  /** It has the checksum of the catalogue, or the one that was recorded when it was fetched. */
  VERIFIED,
  /** It is there and has another checksum. */
  DIFFERS,
  /** It is there, but no checksum of it is known: somebody put it there. */
  BY_HAND;

  /** Whether the file can be used without fetching anything. */
  public boolean isUsable() {
    return this == VERIFIED || this == BY_HAND;
  }
}
