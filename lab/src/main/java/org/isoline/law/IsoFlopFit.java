package org.isoline.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The IsoFLOP estimator (approach 2 of Hoffmann et al., arXiv 2203.15556): at each budget a
 * parabola in ln N through the losses of models of different size; its vertex is the best size. The
 * same in ln D gives the tokens. Then a line each through ln L, ln N and ln D of the vertices
 * against ln C.
 *
 * <p>A budget counts if it has at least four models of three sizes, opens upwards, and has its
 * vertex among its models; all others are reported with the reason. The objective in the report is
 * the sum of squared residuals of ln N_opt.
 *
 * <p>A parabola is symmetric and the loss along a budget is not where alpha and beta differ, or
 * where the sizes lie to one side of the best: the vertex is then biased without any noise. Compare
 * {@link ParametricFit} on the same data.
 */
public final class IsoFlopFit {
  static final String METHOD = "isoflop";
  private static final int NEED = IsoFlopSlices.NEED;
  private static final int BUDGETS = 2;

  private IsoFlopFit() {}

  /** The laws of points already selected; the rule among the options is not applied again. */
  public static Outcome<IsoFlopLaws> fit(Selection selection, IsoFlopOptions options) {
    Selection usable = selection.withCompute();
    List<Dropped> dropped = new ArrayList<>(usable.dropped());
    List<String> warnings = new ArrayList<>(usable.warnings());
    List<IsoFlopBudget> budgets =
        IsoFlopSlices.of(usable, options, dropped, warnings).stream()
            .map(slice -> budget(slice, options.edges()))
            .toList();
    List<IsoFlopBudget> used = budgets.stream().filter(b -> b.excluded().isEmpty()).toList();
    budgets.stream()
        .filter(b -> b.excluded().isPresent())
        .forEach(
            b ->
                dropped.add(
                    new Dropped(
                        "",
                        Numbers.format(
                            "budget %.4g FLOP", b.compute() * ComputeCount.FLOP_PER_PFLOPS_DAY),
                        b.excluded().get())));
    Selection told = new Selection(usable.convention(), usable.points(), dropped, warnings);
    if (used.size() < BUDGETS) {
      return refused(budgets, told);
    }
    Line parameters = line(used, IsoFlopBudget::parameters);
    IsoFlopLaws laws =
        new IsoFlopLaws(
            law(line(used, IsoFlopBudget::loss)),
            law(parameters),
            law(line(used, IsoFlopBudget::tokens)),
            budgets);
    FitReport report =
        FitReport.of(
            METHOD,
            told,
            used.stream().mapToInt(IsoFlopBudget::points).sum(),
            parameters.residualSumOfSquares(),
            diagnostics(budgets, used),
            used.size() == BUDGETS
                ? List.of("two budgets: the exponents have no residual to judge them by")
                : List.of());
    return new Outcome.Converged<>(laws, report);
  }

  private static Outcome<IsoFlopLaws> refused(List<IsoFlopBudget> budgets, Selection told) {
    FitReport report = FitReport.withoutLaw(METHOD, told, told.points().size());
    long concave = budgets.stream().filter(b -> b.points() >= NEED && !(b.curvature() > 0)).count();
    if (concave > 0 && concave * 2 >= budgets.size()) {
      return new Outcome.NotConvex<>(
          concave
              + " of "
              + budgets.size()
              + " budgets do not open upwards: the loss has no minimum among their models",
          report);
    }
    return new Outcome.TooFewPoints<>(
        (int) budgets.stream().filter(b -> b.excluded().isEmpty()).count(),
        BUDGETS,
        "budgets with a minimum among at least " + NEED + " models",
        report);
  }

  private static Map<String, Double> diagnostics(
      List<IsoFlopBudget> budgets, List<IsoFlopBudget> used) {
    Map<String, Double> diagnostics = new LinkedHashMap<>();
    diagnostics.put("budgets", (double) budgets.size());
    diagnostics.put("budgets_used", (double) used.size());
    double[] ratio =
        used.stream().mapToDouble(b -> Math.log(b.tokens() / b.parameters())).toArray();
    diagnostics.put("tokens_per_parameter", Math.exp(Line.mean(ratio)));
    return diagnostics;
  }

  private static IsoFlopBudget budget(IsoFlopSlices.Slice slice, EdgePoints edges) {
    List<Point> points = slice.points();
    double compute = Math.exp(slice.logC()) / ComputeCount.FLOP_PER_PFLOPS_DAY;
    double[] loss = points.stream().mapToDouble(Point::loss).toArray();
    double[] logN = logs(points, Point::n);
    double[] logD = logs(points, Point::d);
    long sizes = Arrays.stream(logN).distinct().count();
    if (points.size() < NEED || sizes < NEED - 1) {
      return new IsoFlopBudget(
          compute,
          points.size(),
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Optional.of(
              points.size() + " models of " + sizes + " sizes; a parabola needs 4 of 3 sizes"));
    }
    Parabola byN = Parabola.fit(logN, loss);
    Parabola byD = Parabola.fit(logD, loss);
    return new IsoFlopBudget(
        compute,
        points.size(),
        byN.c2(),
        Math.exp(byN.vertex()),
        Math.exp(byD.vertex()),
        byN.at(byN.vertex()),
        excluded(byN, byD, logN, logD, edges));
  }

  private static Optional<String> excluded(
      Parabola byN, Parabola byD, double[] logN, double[] logD, EdgePoints edges) {
    if (!(byN.c2() > 0) || !(byD.c2() > 0)) {
      return Optional.of("not convex: the parabola opens downwards and has no minimum");
    }
    if (!(byN.at(byN.vertex()) > 0)) {
      return Optional.of("the loss at the vertex is not positive");
    }
    boolean inside = inside(byN.vertex(), logN) && inside(byD.vertex(), logD);
    return inside || edges == EdgePoints.KEEP
        ? Optional.empty()
        : Optional.of("the vertex lies outside the models of this budget");
  }

  private static boolean inside(double vertex, double[] x) {
    return vertex >= Arrays.stream(x).min().orElseThrow()
        && vertex <= Arrays.stream(x).max().orElseThrow();
  }

  private static Line line(List<IsoFlopBudget> budgets, ToDoubleFunction<IsoFlopBudget> value) {
    return Line.fit(logs(budgets, IsoFlopBudget::compute), logs(budgets, value));
  }

  private static PowerLaw law(Line line) {
    return new PowerLaw(Math.exp(line.intercept()), line.slope());
  }

  private static <T> double[] logs(List<T> items, ToDoubleFunction<T> value) {
    return items.stream().mapToDouble(item -> Math.log(value.applyAsDouble(item))).toArray();
  }
}
