package org.isoline.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A fragment of the page. Text becomes one only through {@link #text}, so nothing that a file says
 * can be taken for markup.
 *
 * @param markup the fragment
 */
record Html(String markup) {
  static final Html EMPTY = new Html("");

  /** Text as it is. */
  static Html text(String text) {
    return new Html(escape(text));
  }

  /** An element around fragments. */
  static Html element(String tag, Html... content) {
    return styled(tag, "", content);
  }

  /** An element with a class around fragments. */
  static Html styled(String tag, String style, Html... content) {
    String attribute = style.isEmpty() ? "" : " class=\"" + escape(style) + "\"";
    return new Html("<" + tag + attribute + ">" + join(Arrays.asList(content)) + "</" + tag + ">");
  }

  /** A link to a file beside the page. */
  static Html link(String file) {
    return new Html("<a href=\"" + escape(file) + "\">" + escape(file) + "</a>");
  }

  /** A link to a source in the literature, which nothing loads unless a reader follows it. */
  static Html citation(String address, String words) {
    return new Html("<a href=\"" + escape(address) + "\">" + escape(words) + "</a>");
  }

  /** Fragments in a row. */
  static Html of(Html... parts) {
    return new Html(join(Arrays.asList(parts)));
  }

  /** Fragments in a row. */
  static Html of(Collection<Html> parts) {
    return new Html(join(parts));
  }

  /** A list of items; nothing if there are none. */
  static Html list(String style, Collection<Html> items) {
    return items.isEmpty()
        ? EMPTY
        : styled("ul", style, of(items.stream().map(item -> element("li", item)).toList()));
  }

  /** A block that opens on demand. */
  static Html details(String summary, Html... content) {
    return element("details", element("summary", text(summary)), of(content));
  }

  boolean isEmpty() {
    return markup.isEmpty();
  }

  private static String join(Collection<Html> parts) {
    return parts.stream().map(Html::markup).collect(Collectors.joining());
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
