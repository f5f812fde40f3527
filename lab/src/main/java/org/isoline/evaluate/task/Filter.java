package org.isoline.evaluate.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.isoline.settings.Words;

/**
 * A rule that turns a field's text into what a prompt wants of it. Files write it in lower case
 * behind the field: {@code {ctx_b|capitalize}}. All follow lm-evaluation-harness, whose scores they
 * make comparable; white space is Python's.
 */
public enum Filter {
  /** Without white space at both ends: {@code str.strip()}. */
  STRIP(PythonText::strip),

  /** Without white space at its start: {@code str.lstrip()} (the harness's sciq). */
  LSTRIP(PythonText::stripStart),

  /** Words with single spaces between them: {@code " ".join(text.split())}. */
  SQUEEZE(PythonText::squeeze),

  /** First letter in title case, all others in lower case: {@code str.capitalize()}. */
  CAPITALIZE(PythonText::capitalize),

  /**
   * HellaSwag's clean-up (the harness's hellaswag/utils.py): strip; {@code " [title]"} becomes
   * {@code ". "}; every shortest {@code [...]} within a line goes; two spaces become one, in a
   * single pass.
   */
  HELLASWAG(Filter::withoutMarks),

  /** WikiText's page as running text (the harness's wikitext/preprocess_wikitext.py). */
  WIKITEXT(Detokenizer::apply),

  /** What stands before the first {@code _} (the harness's winogrande). */
  BEFORE_GAP(text -> text.substring(0, gap(text))),

  /** What stands behind the first {@code _} (the harness's winogrande). */
  AFTER_GAP(text -> text.substring(gap(text) + 1)),

  /** All but the last of the words that single spaces divide (the harness's lambada). */
  ALL_BUT_LAST_WORD(text -> text.substring(0, Math.max(0, text.lastIndexOf(' ')))),

  /**
   * The last of the words that single spaces divide, with a space before it (the harness's
   * lambada).
   */
  LAST_WORD(text -> " " + text.substring(text.lastIndexOf(' ') + 1)),

  /** What stands before the first blank line, such as SCROLLS's question. */
  FIRST_PARAGRAPH(text -> text.substring(0, blankLine(text, 0))),

  /** What stands behind the first blank line, such as SCROLLS's document. */
  OTHER_PARAGRAPHS(text -> afterFirstBlankLine(text)),

  /**
   * Without options (A) to (D) at its start, which end at the blank line behind the first {@code
   * (D)}, and stripped (the harness's QuALITY).
   */
  WITHOUT_OPTIONS(text -> PythonText.strip(text.substring(endOfOptions(text)))),

  /** First letter in lower case (the harness's COPA). */
  LOWER_FIRST(Filter::lowerFirst),

  /** Stripped and without its last character, which is a full stop (the harness's COPA). */
  WITHOUT_FULL_STOP(Filter::withoutFullStop),

  /** COPA's kind of question as a conjunction: cause, because; effect, therefore. */
  CONNECTIVE(Filter::connective);

  private static final String BLANK_LINE = "\n\n";
  private static final String LAST_OPTION = "(D)";
  private static final Pattern MARK = Pattern.compile("\\[[^\\n]*?\\]");
  private static final Pattern OPTION = Pattern.compile(" *\\([A-D]\\) *");

  private final UnaryOperator<String> rule;

  Filter(UnaryOperator<String> rule) {
    this.rule = rule;
  }

  /** As files write it. */
  public String word() {
    return Words.word(this);
  }

  /**
   * The text that the rule makes of a text.
   *
   * @throws BadRowException if the text is not of the form that the rule is for
   */
  String apply(String text) {
    return rule.apply(text);
  }

  /** Options (A) to (D) at the start of a text (the harness's QuALITY), white space squeezed. */
  static List<String> options(String text) {
    String[] pieces = OPTION.split(text.substring(0, endOfOptions(text)), -1);
    return Arrays.stream(pieces).skip(1).map(PythonText::squeeze).toList();
  }

  private static String withoutMarks(String text) {
    String titled = PythonText.strip(text).replace(" [title]", ". ");
    return MARK.matcher(titled).replaceAll("").replace("  ", " ");
  }

  private static int gap(String text) {
    int at = text.indexOf('_');
    if (at < 0) {
      throw new BadRowException("\"%s\" has no gap (_)".formatted(BadRowException.cut(text)));
    }
    return at;
  }

  private static int blankLine(String text, int from) {
    int at = text.indexOf(BLANK_LINE, from);
    if (at < 0) {
      throw new BadRowException(
          "\"%s\" has no blank line that divides question and text"
              .formatted(BadRowException.cut(text)));
    }
    return at;
  }

  private static String afterFirstBlankLine(String text) {
    return text.substring(blankLine(text, 0) + BLANK_LINE.length());
  }

  private static int endOfOptions(String text) {
    int last = text.indexOf(LAST_OPTION);
    if (last < 0) {
      throw new BadRowException(
          "\"%s\" has no option %s".formatted(BadRowException.cut(text), LAST_OPTION));
    }
    return blankLine(text, last);
  }

  private static String lowerFirst(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toLowerCase(Locale.ROOT) + text.substring(first);
  }

  private static String withoutFullStop(String text) {
    String stripped = PythonText.strip(text);
    return stripped.isEmpty()
        ? stripped
        : stripped.substring(0, stripped.offsetByCodePoints(stripped.length(), -1));
  }

  private static String connective(String question) {
    return switch (question) {
      case "cause" -> "because";
      case "effect" -> "therefore";
      default ->
          throw new BadRowException(
              "\"%s\" is neither cause nor effect".formatted(BadRowException.cut(question)));
    };
  }
}
