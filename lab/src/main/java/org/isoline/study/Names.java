package org.isoline.study;

/** Names that become parts of file names. */
final class Names {
  static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,39}";
  static final String LEGAL =
      "a name of at most 40 letters, digits, '.', '_' and '-' that starts with a letter or digit";

  private Names() {}
}
