package org.isoline.corpus;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Examples of multi-query associative recall (arXiv 2312.04927, appendix E.1). Example i of a seed
 * depends on nothing but the two, so nothing is ever stored.
 *
 * <pre>
 * inputs    k1 v1 k2 v2 ... kK vK   0 .. k? 0 .. k? 0 ..     2K tokens of pairs, then slots of 2
 * targets    .  .  .  . ...  .  .   . .. v? . .. v? . ..     . is {@link #IGNORED}
 * </pre>
 *
 * <p>Keys are distinct, values are distinct. K distinct slots are drawn one after another, without
 * replacement, slot g with weight {@code (g + 1)^(a - 1)}; key i stands again at token {@code 2K +
 * 2 g_i}, and the target there is its value.
 *
 * <p>Random filling, if asked for, takes only places that hold no pair and no query, and only ids
 * that are not keys of the example: a key that stood anywhere else, with whatever came after it,
 * would be a second pair and the answer would no longer be one.
 */
public final class RecallGenerator {
  /** Target of a token that nothing is asked of; the usual id of ignored targets. */
  public static final long IGNORED = -100;

  private final RecallSpec spec;
  private final long seed;
  private final double[] rates;

  /** The examples of a seed. */
  public RecallGenerator(RecallSpec spec, long seed) {
    this.spec = spec;
    this.seed = seed;
    this.rates =
        IntStream.range(0, spec.slots())
            .mapToDouble(slot -> StrictMath.pow(slot + 1.0, spec.powerA() - 1))
            .toArray();
  }

  /** The setting. */
  public RecallSpec spec() {
    return spec;
  }

  /**
   * Some examples, a row each.
   *
   * @param numbers of the examples, each at least 0
   */
  public Batch batch(long... numbers) {
    int length = spec.length();
    long[] inputs = new long[Math.multiplyExact(numbers.length, length)];
    long[] targets = new long[inputs.length];
    int[][] starts = new int[numbers.length][];
    for (int row = 0; row < numbers.length; row++) {
      write(numbers[row], inputs, targets, row * length);
      starts[row] = new int[] {0};
    }
    return new Batch(inputs, targets, numbers.length, length, starts);
  }

  private void write(long number, long[] inputs, long[] targets, int at) {
    SplitMix64 random = SplitMix64.of(seed, number);
    int pairs = spec.pairs();
    int[] keys = distinct(random, 1, spec.firstValue());
    int[] values = distinct(random, spec.firstValue(), spec.vocabulary());
    int[] slots = slots(random);
    Arrays.fill(targets, at, at + spec.length(), IGNORED);
    boolean[] taken = new boolean[spec.length()];
    for (int pair = 0; pair < pairs; pair++) {
      inputs[at + 2 * pair] = keys[pair];
      inputs[at + 2 * pair + 1] = values[pair];
      int query = 2 * pairs + 2 * slots[pair];
      inputs[at + query] = keys[pair];
      targets[at + query] = values[pair];
      taken[query] = true;
    }
    if (spec.randomNonQueries()) {
      boolean[] isKey = new boolean[spec.firstValue()];
      Arrays.stream(keys).forEach(key -> isKey[key] = true);
      for (int place = 2 * pairs; place < spec.length(); place++) {
        if (!taken[place]) {
          inputs[at + place] = filler(random, isKey);
        }
      }
    }
  }

  /** K distinct ids of a range, in random order: the first K steps of a shuffle. */
  private int[] distinct(SplitMix64 random, int from, int to) {
    int[] ids = IntStream.range(from, to).toArray();
    for (int i = 0; i < spec.pairs(); i++) {
      int j = i + random.below(ids.length - i);
      int chosen = ids[j];
      ids[j] = ids[i];
      ids[i] = chosen;
    }
    return Arrays.copyOf(ids, spec.pairs());
  }

  /**
   * K slots in the order of drawing. Of clocks that ring at rates w_g, the first to ring is slot g
   * with probability {@code w_g / sum w}, the next among the others likewise, so that the order of
   * the rings is that of drawing without replacement (Efraimidis and Spirakis, Inf. Process. Lett.
   * 97, 2006).
   */
  private int[] slots(SplitMix64 random) {
    double[] rings = new double[rates.length];
    for (int slot = 0; slot < rings.length; slot++) {
      rings[slot] = -StrictMath.log(1 - random.nextDouble()) / rates[slot];
    }
    return IntStream.range(0, rings.length)
        .boxed()
        .sorted(Comparator.comparingDouble(slot -> rings[slot]))
        .limit(spec.pairs())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Uniform over the ids that are no key of the example; at least half of all ids are not. */
  private int filler(SplitMix64 random, boolean[] isKey) {
    int id = random.below(spec.vocabulary());
    while (id < isKey.length && isKey[id]) {
      id = random.below(spec.vocabulary());
    }
    return id;
  }
}
