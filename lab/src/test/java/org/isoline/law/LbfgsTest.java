package org.isoline.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LbfgsTest {
  @Test
  void findsTheMinimumOfRosenbrock() {
    Objective rosenbrock =
        (x, g) -> {
          double valley = x[1] - x[0] * x[0];
          g[0] = -400 * x[0] * valley - 2 * (1 - x[0]);
          g[1] = 200 * valley;
          return 100 * valley * valley + (1 - x[0]) * (1 - x[0]);
        };
    Lbfgs.Minimum minimum = Lbfgs.minimize(rosenbrock, new double[] {-1.2, 1}, 200, 1e-9);
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.x()).containsExactly(new double[] {1, 1}, within(1e-8));
    assertThat(minimum.iterations()).isLessThan(60);
  }

  @Test
  void solvesAnIllConditionedQuadraticOfManyVariables() {
    Objective quadratic =
        (x, g) -> {
          double sum = 0;
          for (int i = 0; i < x.length; i++) {
            double curvature = Math.pow(10, i / 5.0);
            g[i] = curvature * (x[i] - i);
            sum += 0.5 * curvature * (x[i] - i) * (x[i] - i);
          }
          return sum;
        };
    Lbfgs.Minimum minimum = Lbfgs.minimize(quadratic, new double[20], 2000, 1e-8);
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.x()[19]).isCloseTo(19, within(1e-7));
  }

  @Test
  void stopsUnconvergedWhenIterationsRunOut() {
    Objective quartic =
        (x, g) -> {
          g[0] = 4 * Math.pow(x[0], 3);
          return Math.pow(x[0], 4);
        };
    Lbfgs.Minimum minimum = Lbfgs.minimize(quartic, new double[] {10}, 3, 1e-12);
    assertThat(minimum.converged()).isFalse();
    assertThat(minimum.iterations()).isEqualTo(3);
  }

  @Test
  void backsOffFromRegionsWhereTheObjectiveIsNotDefined() {
    Objective barrier =
        (x, g) -> {
          g[0] = 1 - 1 / x[0];
          return x[0] - Math.log(x[0]);
        };
    Lbfgs.Minimum minimum = Lbfgs.minimize(barrier, new double[] {0.01}, 200, 1e-9);
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.x()[0]).isCloseTo(1, within(1e-8));
  }

  @Test
  void eigenvaluesOfAKnownMatrix() {
    double[][] matrix = {{2, 1, 0}, {1, 2, 0}, {0, 0, 7}};
    assertThat(Arrays.stream(SymmetricMatrix.eigenvalues(matrix)).sorted().toArray())
        .containsExactly(new double[] {1, 3, 7}, within(1e-12));
    assertThat(SymmetricMatrix.condition(matrix)).isCloseTo(7, within(1e-11));
  }
}
