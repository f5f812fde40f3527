package org.isoline.report;

import java.util.List;
import java.util.stream.Stream;
import org.isoline.law.ComputeCount;
import org.isoline.law.Convention;
import org.isoline.law.ParameterCount;
import org.isoline.law.PowerLaw;
import org.isoline.law.PublishedLaw;
import org.isoline.law.PublishedLaws;

/** How the page names things. */
final class Words {
  private Words() {}

  /** The printed name of an architecture. */
  static String architecture(String id) {
    return PublishedLaws.of(id).map(PublishedLaw::label).orElse(id);
  }

  /**
   * The place of an architecture in the palette, the same in every figure and every report:
   * published ones have theirs, others follow in the order of the study.
   */
  static int slot(String id, List<String> architectures) {
    List<String> published = PublishedLaws.table().stream().map(PublishedLaw::arch).toList();
    return Stream.concat(
            published.stream(), architectures.stream().filter(arch -> !published.contains(arch)))
        .toList()
        .indexOf(id);
  }

  /** A coloured mark and the printed name. */
  static Html marked(String id, List<String> architectures) {
    return Html.of(
        Html.styled("span", "swatch slot-" + slot(id, architectures)), Html.text(architecture(id)));
  }

  /** What a convention counts, short. */
  static String counts(Convention convention) {
    return compute(convention.compute()) + ", N with " + parameters(convention.parameters());
  }

  /** What C counts, short. */
  static String compute(ComputeCount count) {
    return switch (count) {
      case PAPER -> "paper FLOP";
      case CAUSAL -> "causal FLOP";
      case SIX_ND -> "6 N D";
    };
  }

  /** What N counts, short. */
  static String parameters(ParameterCount count) {
    return switch (count) {
      case NON_EMBEDDING -> "no embedding";
      case TOTAL -> "all weights";
    };
  }

  /** The estimator, short. */
  static String method(String id) {
    return switch (id) {
      case "envelope" -> "budgets";
      case "envelope-interval" -> "winners";
      case "parametric" -> "Huber";
      case "variable-projection" -> "variable projection";
      default -> id;
    };
  }

  /** The outcome of a fit as a badge. */
  static Html status(ReportData.Law<?> law) {
    return Html.styled(
        "span",
        "badge " + (law.converged() ? "good" : "doubtful"),
        Html.text(law.status().replace('_', ' ')));
  }

  /** k C^a. */
  static Html power(PowerLaw law) {
    return Html.of(
        Html.text(Format.number(law.coefficient(), 4) + " C"), superscript(law.exponent()));
  }

  /** An exponent, raised. */
  static Html superscript(double exponent) {
    return superscript(exponent, 4);
  }

  /** An exponent, raised, with so many decimals. */
  static Html superscript(double exponent, int decimals) {
    return Html.element("sup", Html.text(Format.fixed(exponent, decimals)));
  }

  /** A symbol with an index. */
  static Html indexed(String symbol, String index) {
    return Html.of(Html.element("i", Html.text(symbol)), Html.element("sub", Html.text(index)));
  }

  /** "1 cell", "2 cells". */
  static String many(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
