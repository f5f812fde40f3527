package org.isoline.verify;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.isoline.model.Decoder;
import org.isoline.model.ParameterSpec;
import org.isoline.model.Parameters;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/**
 * The loss gradient in float64 against differences of the loss, at a few coordinates of every
 * tensor: the one with the largest gradient, and others by chance.
 *
 * <p>Differences are relative to the largest gradient entry of the coordinate's tensor. A tensor
 * whose largest entry is below a thousandth of the model's is measured against that thousandth: its
 * own size is too close to what a difference of losses can resolve, and matters as little to a
 * step.
 */
final class GradientCheck {
  /**
   * Largest difference that passes. Extrapolated differences resolve about {@code 8 u |loss| / h =
   * 1e-12} for h = 1e-3; gradients of language models have largest entries of 1e-3 to 1, so what
   * remains is 1e-9 to 1e-11 of them, or 1e-7 under the floor. A wrong term in a backward pass
   * shows at 1e-3 or more.
   */
  static final double TOLERANCE = 1e-6;

  private static final double FLOOR = 1e-3;

  /** The largest step, of the root mean square of the tensor. */
  private static final double STEP = 0.005;

  /** Losses of one coordinate: two levels of two suffice for most, some need ten. */
  private static final double LOSSES = 6;

  private final Decoder decoder;
  private final TrustText text;
  private final int tokens;

  /**
   * What was found.
   *
   * @param check the largest difference
   * @param notes what was left out, and the worst coordinate if it fails
   */
  record Found(Check check, List<String> notes) {}

  private record Coordinate(String name, int index) {}

  /** The worst of the coordinates so far, and how many could not be compared. */
  private static final class Tally {
    private double worst;
    private Optional<Coordinate> where = Optional.empty();
    private int compared;
    private int rough;
  }

  /**
   * A check on the first tokens of a text.
   *
   * @param decoder over FLOAT64 parameters
   */
  GradientCheck(Decoder decoder, TrustText text, int tokens) {
    this.decoder = decoder;
    this.text = text;
    this.tokens = tokens;
  }

  /**
   * Compares.
   *
   * @param perTensor coordinates of each tensor, at least 1
   * @param affordable floating-point operations for all of it; coordinates are left out beyond them
   */
  Found run(int perTensor, long seed, double affordable) {
    return compare(gradients(), perTensor, seed, affordable);
  }

  /** Compares given gradients, one of every tensor that is trained. */
  Found compare(Map<String, double[]> gradients, int perTensor, long seed, double affordable) {
    double overall =
        gradients.values().stream().mapToDouble(GradientCheck::largest).max().orElse(0);
    List<Coordinate> all = coordinates(gradients, perTensor, new Random(seed));
    long weights = gradients.values().stream().mapToLong(gradient -> gradient.length).sum();
    int count = (int) Math.min(all.size(), affordable / (2.0 * weights * tokens * LOSSES) + 1);
    List<String> notes = new ArrayList<>();
    if (count < all.size()) {
      notes.add(
          "gradient compared at %d of %d coordinates, to bound its cost"
              .formatted(count, all.size()));
    }
    Tally tally = new Tally();
    for (Coordinate coordinate : all.subList(0, count)) {
      double[] gradient = gradients.get(coordinate.name());
      compare(coordinate, gradient, Math.max(largest(gradient), FLOOR * overall), tally);
    }
    if (tally.rough > 0) {
      notes.add(
          "at %d of %d coordinates the loss is too rough for differences to resolve its slope"
              .formatted(tally.rough, count));
    }
    Check check = Quantity.GRADIENT.check(tally.compared > 0 ? tally.worst : Double.NaN, TOLERANCE);
    if (!check.pass()) {
      tally.where.ifPresent(
          where ->
              notes.add(
                  "the gradient differs most at " + where.name() + "[" + where.index() + "]"));
    }
    return new Found(check, notes);
  }

  private void compare(Coordinate coordinate, double[] gradient, double scale, Tally tally) {
    if (scale == 0) {
      tally.compared++;
      return;
    }
    Tensor tensor = decoder.parameters().get(coordinate.name());
    double step = STEP * Math.max(rootMeanSquare(tensor), 1e-3) / reach(coordinate.name());
    double resolution = 0.1 * TOLERANCE * scale;
    Slope slope = Slope.of(shift -> lossAt(tensor, coordinate.index(), shift), step, resolution);
    if (slope.error() > TOLERANCE * scale) {
      tally.rough++;
      return;
    }
    tally.compared++;
    double difference = Math.abs(slope.value() - gradient[coordinate.index()]) / scale;
    if (!(difference <= tally.worst)) {
      tally.worst = Differences.worse(tally.worst, difference);
      tally.where = Optional.of(coordinate);
    }
  }

  /** Angles and decays act once for every token between two: their steps must be that much less. */
  private double reach(String name) {
    boolean overTime =
        decoder.parameters().layout().parameters().stream()
            .anyMatch(
                spec -> spec.name().equals(name) && spec.group() == ParameterSpec.Group.POSITION);
    return overTime ? tokens : 1;
  }

  private double lossAt(Tensor tensor, int index, double shift) {
    MemorySegment data = tensor.data();
    double former = data.getAtIndex(ValueLayout.JAVA_DOUBLE, index);
    data.setAtIndex(ValueLayout.JAVA_DOUBLE, index, former + shift);
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      return decoder.loss(text.ids(tokens), text.targets(tokens)).item();
    } finally {
      data.setAtIndex(ValueLayout.JAVA_DOUBLE, index, former);
    }
  }

  /** The gradient of the loss, by the backward pass. */
  Map<String, double[]> gradients() {
    Parameters parameters = decoder.parameters();
    parameters.zeroGradients();
    try (Scope scope = new Scope()) {
      decoder.loss(text.ids(tokens), text.targets(tokens)).backward();
      Map<String, double[]> gradients = new LinkedHashMap<>();
      for (ParameterSpec spec : parameters.layout().parameters()) {
        if (spec.training() != ParameterSpec.Training.FROZEN) {
          gradients.put(spec.name(), parameters.gradient(spec.name()).toDoubles());
        }
      }
      return gradients;
    } finally {
      parameters.zeroGradients();
    }
  }

  /** Shuffled, so that a part of them is a fair sample of the model. */
  private static List<Coordinate> coordinates(
      Map<String, double[]> gradients, int perTensor, Random random) {
    List<Coordinate> coordinates = new ArrayList<>();
    gradients.forEach(
        (name, gradient) -> {
          coordinates.add(new Coordinate(name, indexOfLargest(gradient)));
          for (int i = 1; i < perTensor; i++) {
            coordinates.add(new Coordinate(name, random.nextInt(gradient.length)));
          }
        });
    List<Coordinate> distinct = new ArrayList<>(coordinates.stream().distinct().toList());
    Collections.shuffle(distinct, random);
    return distinct;
  }

  private static int indexOfLargest(double[] numbers) {
    int best = 0;
    for (int i = 1; i < numbers.length; i++) {
      best = Math.abs(numbers[i]) > Math.abs(numbers[best]) ? i : best;
    }
    return best;
  }

  private static double largest(double[] numbers) {
    return Math.abs(numbers[indexOfLargest(numbers)]);
  }

  private static double rootMeanSquare(Tensor tensor) {
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      return Math.sqrt(tensor.square().mean().item());
    }
  }
}
