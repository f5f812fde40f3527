package org.isoline.corpus;

/**
 * A place in an endless stream of windows.
 *
 * @param epoch passes over the data completed, from 0
 * @param window windows of this epoch already given, from 0
 */
public record Cursor(long epoch, long window) {
  /** Where training begins. */
  public static final Cursor START = new Cursor(0, 0);
}
