package org.isoline.corpus;

import java.util.ArrayList;
import java.util.List;

/** Finds documentation comments in Java source, not being fooled by literals and other comments. */
final class JavaComments {
  private JavaComments() {}

  /** What stands between the opening and closing marks of each documentation comment. */
  static List<String> documentation(String source) {
    List<String> comments = new ArrayList<>();
    int i = 0;
    while (i < source.length()) {
      if (source.startsWith("//", i)) {
        i = after(source, "\n", i);
      } else if (source.startsWith("/*", i)) {
        int end = after(source, "*/", i + 2);
        if (source.startsWith("/**", i) && end - i > "/***/".length()) {
          comments.add(source.substring(i + "/**".length(), Math.max(i + 3, end - 2)));
        }
        i = end;
      } else if (source.startsWith("\"\"\"", i)) {
        i = afterLiteral(source, "\"\"\"", i + 3);
      } else if (source.charAt(i) == '"' || source.charAt(i) == '\'') {
        i = afterLiteral(source, source.substring(i, i + 1), i + 1);
      } else {
        i++;
      }
    }
    return comments;
  }

  private static int after(String source, String mark, int from) {
    int found = source.indexOf(mark, from);
    return found < 0 ? source.length() : found + mark.length();
  }

  private static int afterLiteral(String source, String mark, int from) {
    int i = from;
    while (i < source.length() && !source.startsWith(mark, i)) {
      i += source.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(source.length(), i + mark.length());
  }
}
