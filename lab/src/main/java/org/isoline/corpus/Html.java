package org.isoline.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The text of HTML fragments as found in documentation: tags are dropped, block elements end a
 * paragraph, entities are decoded, blanks are collapsed.
 */
final class Html {
  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "b", "bdi", "cite", "code", "dfn", "em", "font", "i", "kbd", "mark", "q",
          "s", "samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr");
  private static final Map<String, String> ENTITIES =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", " "),
          Map.entry("mdash", "—"),
          Map.entry("ndash", "–"),
          Map.entry("hellip", "…"),
          Map.entry("lsquo", "‘"),
          Map.entry("rsquo", "’"),
          Map.entry("ldquo", "“"),
          Map.entry("rdquo", "”"),
          Map.entry("bull", "•"),
          Map.entry("times", "×"),
          Map.entry("le", "≤"),
          Map.entry("ge", "≥"),
          Map.entry("ne", "≠"),
          Map.entry("copy", "©"),
          Map.entry("reg", "®"));
  private static final int LONGEST_ENTITY = 10;
  private static final int HEXADECIMAL = 16;

  private final String html;
  private final List<String> paragraphs = new ArrayList<>();
  private final StringBuilder paragraph = new StringBuilder();

  private Html(String html) {
    this.html = html;
  }

  static List<String> paragraphs(String html) {
    return new Html(html).read();
  }

  private List<String> read() {
    int i = 0;
    while (i < html.length()) {
      char c = html.charAt(i);
      if (c == '<' && tagAt(i)) {
        i = skipTag(i);
      } else if (c == '&') {
        i = entity(i);
      } else {
        append(c);
        i++;
      }
    }
    endParagraph();
    return paragraphs;
  }

  private boolean tagAt(int i) {
    if (i + 1 >= html.length() || html.indexOf('>', i) < 0) {
      return false;
    }
    char next = html.charAt(i + 1);
    return Character.isLetter(next) || next == '/' || next == '!';
  }

  private int skipTag(int start) {
    if (html.startsWith("<!--", start)) {
      int end = html.indexOf("-->", start);
      return end < 0 ? html.length() : end + "-->".length();
    }
    int nameStart = html.charAt(start + 1) == '/' ? start + 2 : start + 1;
    int nameEnd = nameStart;
    while (Character.isLetterOrDigit(html.charAt(nameEnd))) {
      nameEnd++;
    }
    if (!INLINE.contains(html.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT))) {
      endParagraph();
    }
    return html.indexOf('>', start) + 1;
  }

  /** Appends what the entity stands for, or the ampersand alone if it is none. */
  private int entity(int start) {
    int end = html.indexOf(';', start);
    if (end > start + 1 && end - start <= LONGEST_ENTITY) {
      String name = html.substring(start + 1, end);
      String decoded = name.charAt(0) == '#' ? numeric(name.substring(1)) : ENTITIES.get(name);
      if (decoded != null && !decoded.isEmpty()) {
        decoded.chars().forEach(c -> append((char) c));
        return end + 1;
      }
    }
    append('&');
    return start + 1;
  }

  private static String numeric(String digits) {
    try {
      boolean hexadecimal = digits.startsWith("x") || digits.startsWith("X");
      int codePoint =
          hexadecimal
              ? Integer.parseInt(digits.substring(1), HEXADECIMAL)
              : Integer.parseInt(digits);
      boolean scalar =
          Character.isValidCodePoint(codePoint)
              && Character.getType(codePoint) != Character.SURROGATE;
      return scalar ? Character.toString(codePoint) : "";
    } catch (NumberFormatException notNumeric) {
      return "";
    }
  }

  private void append(char c) {
    if (!Character.isWhitespace(c) && c != '\u00A0') {
      paragraph.append(c);
    } else if (!paragraph.isEmpty() && paragraph.charAt(paragraph.length() - 1) != ' ') {
      paragraph.append(' ');
    }
  }

  private void endParagraph() {
    String text = paragraph.toString().strip();
    if (!text.isEmpty()) {
      paragraphs.add(text);
    }
    paragraph.setLength(0);
  }
}
