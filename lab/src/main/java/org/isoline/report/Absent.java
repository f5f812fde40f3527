package org.isoline.report;

/** What stands where something cannot be shown: what is missing, and the command that makes it. */
final class Absent {
  private Absent() {}

  /** A note about a missing file; nothing if the file is there. */
  static Html of(ReportData data, String file) {
    return data.missing().stream()
        .filter(missing -> missing.file().equals(file))
        .findFirst()
        .map(
            missing ->
                Html.styled(
                    "p",
                    "absent",
                    Html.element("code", Html.text(missing.file())),
                    Html.text(" is missing, so " + missing.consequence() + "; "),
                    Html.element("code", Html.text(missing.remedy())),
                    Html.text(" writes it.")))
        .orElse(Html.EMPTY);
  }

  /** A note in words. */
  static Html note(String words) {
    return Html.styled("p", "absent", Html.text(words));
  }
}
