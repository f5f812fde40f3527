package org.isoline.evaluate.task;

import java.util.regex.Pattern;

/**
 * WikiText's pages as running text: the rules of lm-evaluation-harness's task {@code wikitext}
 * (preprocess_wikitext.py), in its order, with its quirks.
 */
final class Detokenizer {
  private static final String[][] SEPARATORS = {
    {" @-@ ", "-"},
    {" @,@ ", ","},
    {" @.@ ", "."},
    {" : ", ": "},
    {" ; ", "; "},
    {" . ", ". "},
    {" ! ", "! "},
    {" ? ", "? "},
    {" , ", ", "},
  };
  private static final String[][] REMAINDER = {
    {"= = = =", "===="},
    {"= = =", "==="},
    {"= =", "=="},
    {" \u00B0 ", "\u00B0"},
    {" \n", "\n"},
    {"\n ", "\n"},
    {" N ", " 1 "},
    {" 's", "'s"},
  };

  /**
   * The rule was meant to close the gap in {@code ' 90s}, but it has slashes about it and a class
   * of characters in what it puts in. Scores were published with it.
   */
  private static final Pattern DECADE = Pattern.compile("/' [0-9]/");

  private static final Pattern PARENTHESES = inside("\\(", "\\)");
  private static final Pattern BRACKETS = inside("\\[", "\\]");
  private static final Pattern BRACES = inside("\\{", "\\}");
  private static final Pattern DOUBLE_QUOTES = inside("\"", "\"");
  private static final Pattern SINGLE_QUOTES = inside("'", "'");

  private Detokenizer() {}

  static String apply(String page) {
    String text = page.replace("s '", "s'");
    text = DECADE.matcher(text).replaceAll("/'[0-9]/");
    text = replaceAll(text, SEPARATORS);
    text = PARENTHESES.matcher(text).replaceAll("($1)");
    text = BRACKETS.matcher(text).replaceAll("[$1]");
    text = BRACES.matcher(text).replaceAll("{$1}");
    text = DOUBLE_QUOTES.matcher(text).replaceAll("\"$1\"");
    text = SINGLE_QUOTES.matcher(text).replaceAll("'$1'");
    return replaceAll(text, REMAINDER);
  }

  private static String replaceAll(String text, String[][] pairs) {
    String replaced = text;
    for (String[] pair : pairs) {
      replaced = replaced.replace(pair[0], pair[1]);
    }
    return replaced;
  }

  /** What stands between two marks, without the white space at its ends. */
  private static Pattern inside(String open, String close) {
    return Pattern.compile(
        "%s%s*([^%s]*?)%s*%s".formatted(open, PythonText.SPACE, close, PythonText.SPACE, close));
  }
}
