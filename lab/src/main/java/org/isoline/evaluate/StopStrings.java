package org.isoline.evaluate;

import java.util.List;

/**
 * Ends a text before the first of some strings, wherever tokens cut it. Text that may be the start
 * of one is held back until it is known.
 */
final class StopStrings {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean reached;

  StopStrings(List<String> stops) {
    this.stops = stops;
  }

  /** Whether one of the strings has come. */
  boolean reached() {
    return reached;
  }

  /** Adds text and returns what is certain to come before any of the strings. */
  String add(String text) {
    held.append(text);
    int start = -1;
    int end = Integer.MAX_VALUE;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      int behind = at + stop.length();
      // The one that is complete first, whatever the tokens; of these the one that began first.
      if (at >= 0 && (behind < end || behind == end && at < start)) {
        start = at;
        end = behind;
      }
    }
    reached = start >= 0;
    if (reached) {
      held.setLength(start);
      return rest();
    }
    return release(held.length() - undecided());
  }

  /** What is held back, once nothing more comes. */
  String rest() {
    return release(held.length());
  }

  private String release(int length) {
    String text = held.substring(0, length);
    held.delete(0, length);
    return text;
  }

  /** Characters at the end that are the start of a stop string. */
  private int undecided() {
    int longest = 0;
    for (String stop : stops) {
      for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
        if (stop.startsWith(held.substring(held.length() - length))) {
          longest = length;
        }
      }
    }
    return longest;
  }
}
