package org.isoline.evaluate.task;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which references are a plain yes or no once they are normalised as SQuAD's evaluation normalises
 * answers: lower case, no punctuation of ASCII, no articles, single spaces.
 */
final class YesOrNo {
  private static final Pattern PUNCTUATION =
      Pattern.compile("[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~]");
  private static final Pattern ARTICLE =
      Pattern.compile("\\b(a|an|the)\\b", Pattern.UNICODE_CHARACTER_CLASS);

  private YesOrNo() {}

  static boolean answers(String reference) {
    String words = PUNCTUATION.matcher(reference.toLowerCase(Locale.ROOT)).replaceAll("");
    String normal = PythonText.squeeze(ARTICLE.matcher(words).replaceAll(" "));
    return normal.equals("yes") || normal.equals("no");
  }
}
