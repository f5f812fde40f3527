package org.isoline.settings;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a key's value must be.
 *
 * @param legal the legal values in words, fit for "must be ..."
 * @param words the legal words, where only some words are legal
 * @param parser value, or nothing if it is not legal
 */
public record ValueType<T>(String legal, List<String> words, Function<Node, Optional<T>> parser) {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d[\\d_]*\\.?[\\d_]*|\\.\\d+)([eE][-+]?\\d{1,3})?");

  private ValueType(String legal, Function<Node, Optional<T>> parser) {
    this(legal, List.of(), parser);
  }

  /** The value, or nothing if it is not legal. */
  public Optional<T> parse(Node node) {
    return parser.apply(node);
  }

  /** A whole number; 1_000_000 and 300e9 are whole numbers too. */
  public static ValueType<Long> count(long least, long most) {
    return new ValueType<>(
        String.format(Locale.ROOT, "a whole number from %,d to %,d", least, most),
        node ->
            number(node)
                .filter(value -> value.stripTrailingZeros().scale() <= 0)
                .filter(value -> between(value, least, most))
                .map(BigDecimal::longValueExact));
  }

  /** A whole number that fits an int. */
  public static ValueType<Integer> integer(int least, int most) {
    ValueType<Long> count = count(least, most);
    return new ValueType<>(count.legal(), node -> count.parse(node).map(Math::toIntExact));
  }

  /** A number above {@code low}, at most {@code high}. */
  public static ValueType<Double> above(double low, double high) {
    return real(
        "a number above " + shortest(low) + " and at most " + shortest(high),
        value -> value > low && value <= high);
  }

  /** A number from {@code low}, below {@code high}. */
  public static ValueType<Double> below(double low, double high) {
    return real(
        "a number at least " + shortest(low) + " and below " + shortest(high),
        value -> value >= low && value < high);
  }

  /** A number from {@code low} to {@code high}, both legal. */
  public static ValueType<Double> between(double low, double high) {
    return real(
        "a number from " + shortest(low) + " to " + shortest(high),
        value -> value >= low && value <= high);
  }

  /** Text that matches a pattern. */
  public static ValueType<String> text(String legal, String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return new ValueType<>(
        legal, node -> scalar(node).filter(text -> compiled.matcher(text).matches()));
  }

  /** One of some words. */
  public static <T> ValueType<T> choice(Map<String, T> words) {
    Map<String, T> ordered = new LinkedHashMap<>(words);
    return new ValueType<>(
        "one of " + String.join(", ", ordered.keySet()),
        List.copyOf(ordered.keySet()),
        node -> scalar(node).map(ordered::get));
  }

  /** A list with at least one value. */
  public static <T> ValueType<List<T>> listOf(ValueType<T> item) {
    return new ValueType<>(
        "a list of at least one value, each " + item.legal(), node -> items(item, node));
  }

  /** A mapping or list whose parts have keys of their own. */
  public static ValueType<Node> nested(String legal) {
    return new ValueType<>(legal, Optional::of);
  }

  /** A number as short as it can be written: 3e-4, 0.1, 1. */
  public static String shortest(double value) {
    BigDecimal decimal = BigDecimal.valueOf(value).stripTrailingZeros();
    double size = Math.abs(value);
    if (value == 0 || (size >= 1e-3 && size < 1e7)) {
      return decimal.toPlainString();
    }
    String digits = decimal.unscaledValue().toString();
    int first = digits.startsWith("-") ? 2 : 1;
    String rest = digits.substring(first);
    int exponent = rest.length() - decimal.scale();
    return digits.substring(0, first) + (rest.isEmpty() ? "" : "." + rest) + "e" + exponent;
  }

  private static <T> Optional<List<T>> items(ValueType<T> item, Node node) {
    if (!(node instanceof Node.Sequence sequence) || sequence.items().isEmpty()) {
      return Optional.empty();
    }
    List<T> values = new ArrayList<>();
    for (Node part : sequence.items()) {
      item.parse(part).ifPresent(values::add);
    }
    return values.size() == sequence.items().size()
        ? Optional.of(List.copyOf(values))
        : Optional.empty();
  }

  private static ValueType<Double> real(String legal, DoublePredicate isLegal) {
    return new ValueType<>(
        legal, node -> number(node).map(BigDecimal::doubleValue).filter(isLegal::test));
  }

  private static Optional<BigDecimal> number(Node node) {
    return node instanceof Node.Scalar scalar
            && !scalar.quoted()
            && NUMBER.matcher(scalar.text()).matches()
        ? Optional.of(new BigDecimal(scalar.text().replace("_", "")))
        : Optional.empty();
  }

  private static Optional<String> scalar(Node node) {
    return node instanceof Node.Scalar scalar && !scalar.isEmpty()
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  private static boolean between(BigDecimal value, long least, long most) {
    return value.compareTo(BigDecimal.valueOf(least)) >= 0
        && value.compareTo(BigDecimal.valueOf(most)) <= 0;
  }
}
