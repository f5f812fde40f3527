package org.isoline.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of the page, which scrolls by itself on a narrow screen. */
final class HtmlTable {
  private final List<Html> heads;
  private final List<Html> rows = new ArrayList<>();

  HtmlTable(String... heads) {
    this.heads = Arrays.stream(heads).map(HtmlTable::head).toList();
  }

  /** Adds a row with a class of its own, possibly blank. */
  HtmlTable row(String style, List<Html> cells) {
    rows.add(
        Html.styled("tr", style, Html.of(cells.stream().map(c -> Html.element("td", c)).toList())));
    return this;
  }

  /** Begins a group of rows. */
  HtmlTable group(Html name) {
    rows.add(
        new Html(
            "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\""
                + heads.size()
                + "\">"
                + name.markup()
                + "</th></tr>"));
    return this;
  }

  Html html() {
    return Html.styled(
        "div",
        "scroll",
        Html.element(
            "table",
            Html.element("thead", Html.element("tr", Html.of(heads))),
            Html.element("tbody", Html.of(rows))));
  }

  private static Html head(String words) {
    return new Html("<th scope=\"col\">" + words + "</th>");
  }
}
