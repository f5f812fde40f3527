package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InfluentialPointsTest {
  private static final ParametricOptions DEFAULTS = ParametricOptions.defaults();

  @Test
  void plantedOutliersAreFoundAndNothingElse() {
    List<Point> points = noisy(0.004);
    List<Integer> planted = List.of(0, 1, 40);
    for (int i : planted) {
      Point p = points.get(i);
      points.set(i, Ladder.point(p.n(), p.d(), 1.15 * p.loss()));
    }
    Selection selection = Selection.of(points);
    InfluentialPoints found = InfluentialPoints.find(selection, DEFAULTS);
    assertThat(found.points())
        .extracting(InfluentialPoint::point)
        .containsExactlyInAnyOrderElementsOf(planted.stream().map(points::get).toList());
    assertThat(found.points()).allMatch(p -> p.z() > 6 && !p.reasons().isEmpty());
    assertThat(found.without().report().pointsUsed()).isEqualTo(points.size() - 3);
    assertThat(found.without().report().dropped()).hasSize(3);
    ParametricLaw all = found.all().fitted().orElseThrow();
    ParametricLaw without = found.without().fitted().orElseThrow();
    assertThat(Math.abs(without.beta() - Ladder.SURFACE.beta()))
        .isLessThan(Math.abs(all.beta() - Ladder.SURFACE.beta()));
    assertThat(found.shifts().get("beta")).isEqualTo(without.beta() - all.beta());
    assertThat(found.standardErrors().get("beta")).isBetween(1e-3, 0.1);
  }

  @Test
  void onePointAtTheEndOfALongArmIsInfluentialWithoutALargeResidual() {
    List<Point> points = noisy(0.004);
    double n = 2e7;
    double d = 3e7;
    Point far = Ladder.point(n, d, 1.04 * Ladder.SURFACE.loss(n, d));
    points.add(far);
    InfluentialPoints found =
        InfluentialPoints.find(
            Selection.of(points), DEFAULTS.withDelta(1), new InfluenceOptions(50, 1, 0.1));
    assertThat(found.points()).extracting(InfluentialPoint::point).contains(far);
    assertThat(found.points()).allMatch(p -> p.reasons().getFirst().startsWith("alone it moves"));
  }

  @Test
  void cleanDataHaveNone() {
    InfluentialPoints clean = InfluentialPoints.find(Selection.of(noisy(0)), DEFAULTS);
    assertThat(clean.points()).isEmpty();
    assertThat(clean.shifts().values()).containsOnly(0.0);
    assertThat(InfluentialPoints.find(Selection.of(noisy(0.004)), DEFAULTS).points()).isEmpty();
  }

  @Test
  void atMostATenthIsSetAside() {
    List<Point> points = noisy(0.002);
    for (int i = 0; i < points.size(); i += 7) {
      Point p = points.get(i);
      points.set(i, Ladder.point(p.n(), p.d(), 1.2 * p.loss()));
    }
    InfluentialPoints found = InfluentialPoints.find(Selection.of(points), DEFAULTS);
    assertThat(found.points()).hasSizeLessThanOrEqualTo(points.size() / 10);
    assertThat(found.warnings()).anyMatch(w -> w.startsWith("more than 10 %"));
  }

  @Test
  void withoutALawNothingIsSetAside() {
    InfluentialPoints found =
        InfluentialPoints.find(Selection.of(noisy(0).subList(0, 3)), DEFAULTS);
    assertThat(found.points()).isEmpty();
    assertThat(found.all()).isInstanceOf(Outcome.TooFewPoints.class);
    assertThat(found.warnings()).hasSize(1);
  }

  @Test
  void impossibleLimitsAreRefused() {
    assertThatThrownBy(() -> new InfluenceOptions(0, 1, 0.1))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("cutoff");
    assertThatThrownBy(() -> new InfluenceOptions(6, 1, 0.5))
        .isInstanceOf(LawException.class)
        .hasMessageContaining("share");
  }

  private static List<Point> noisy(double noise) {
    Random random = new Random(12);
    List<Point> points = new ArrayList<>();
    for (double n : Ladder.SIX_SIZES) {
      for (double d : Ladder.logSpaced(2e9, 3e11, 10)) {
        points.add(
            Ladder.point(
                n, d, Ladder.SURFACE.loss(n, d) * Math.exp(noise * random.nextGaussian())));
      }
    }
    return points;
  }
}
