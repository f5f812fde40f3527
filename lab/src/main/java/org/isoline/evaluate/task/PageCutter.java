package org.isoline.evaluate.task;

import java.util.StringJoiner;
import java.util.function.BiConsumer;

/**
 * Cuts lines into pages at headings of level 1, as the pages of WikiText are cut that
 * lm-evaluation-harness reads (the dataset EleutherAI/wikitext_document_level): a heading starts a
 * page, lines are joined by line feeds, and blank pages before a heading are left out.
 */
final class PageCutter {
  private final BiConsumer<String, String> pages;
  private StringJoiner page = new StringJoiner("\n");
  private boolean started;
  private int count;

  /** Gives pages out with their numbers from 1. */
  PageCutter(BiConsumer<String, String> pages) {
    this.pages = pages;
  }

  void add(String line) {
    String text = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    if (started && isHeading(text)) {
      end();
    }
    page.add(text);
    started = true;
  }

  /** Gives the last page out. */
  void end() {
    String text = page.toString();
    if (!PythonText.strip(text).isEmpty()) {
      count++;
      pages.accept(Integer.toString(count), text);
    }
    page = new StringJoiner("\n");
    started = false;
  }

  /** One equals sign at either end, with a space before the title. */
  private static boolean isHeading(String line) {
    String text = PythonText.strip(line.replace("= = =", "===").replace("= =", "=="));
    return text.startsWith("= ") && text.endsWith(" =");
  }

  static String field(String asked, String name, String value) {
    if (asked.equals(name)) {
      return value;
    }
    throw new BadRowException("%s is missing; pages have %s".formatted(asked, name));
  }
}
