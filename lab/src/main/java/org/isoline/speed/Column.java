package org.isoline.speed;

/**
 * A column of a table of results.
 *
 * @param name in files; ends in the unit
 * @param title over the column, for people
 * @param role what its values are
 * @param scale factor from the file's number to the one that people see
 * @param digits behind the point, for people
 */
public record Column(String name, String title, Role role, double scale, int digits) {

  /** What values of a column are. */
  public enum Role {
    /** Part of the name of a row: rows of two records are matched by it. */
    KEY,
    /** A figure of merit, more is better. */
    HIGHER,
    /** A figure of merit, less is better. */
    LOWER,
    /** A figure that is told but not judged. */
    FACT
  }

  static Column key(String name) {
    return new Column(name, name, Role.KEY, 1, 0);
  }

  static Column higher(String name, String title, double scale, int digits) {
    return new Column(name, title, Role.HIGHER, scale, digits);
  }

  static Column lower(String name, String title, double scale, int digits) {
    return new Column(name, title, Role.LOWER, scale, digits);
  }

  static Column fact(String name, String title, double scale, int digits) {
    return new Column(name, title, Role.FACT, scale, digits);
  }

  boolean isKey() {
    return role == Role.KEY;
  }
}
