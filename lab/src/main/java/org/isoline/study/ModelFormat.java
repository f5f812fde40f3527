package org.isoline.study;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig.Init;
import org.isoline.model.Shape;
import org.isoline.model.Sizes;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.Node;
import org.isoline.settings.Suggestion;
import org.isoline.settings.ValueType;
import org.isoline.settings.Words;
import org.isoline.study.ModelSection.Profile;

/** The sections of a study file that say which models are trained. */
final class ModelFormat {
  private static final int MOST_CHANNELS = 65_536;

  private static final Key<Profile> PROFILE =
      Key.defaulted(
          "profile",
          ValueType.choice(Words.of(Profile.values())),
          Profile.PAPER,
          "paper",
          "norms, activations, gates, decays and position codes: paper is arXiv 2406.16690");
  private static final Key<Integer> CONTEXT =
      Key.required("context", ValueType.integer(1, 1 << 24), "n, tokens of a training sequence");
  private static final Key<Integer> HEAD_DIM =
      Key.defaulted(
          "head_dim",
          ValueType.integer(2, MOST_CHANNELS),
          Sizes.HEAD_DIM,
          String.valueOf(Sizes.HEAD_DIM),
          "dh, channels of a head: even, and a divisor of every width");
  private static final Key<Init> INIT =
      Key.defaulted(
          "init",
          ValueType.choice(Words.of(Init.values())),
          Init.METASEQ,
          "metaseq",
          "initial weights: metaseq, uniform in +-1/sqrt(fan_in), or normal, deviation 0.02 with"
              + " residual outputs divided by sqrt(2 l)");
  static final List<Key<?>> KEYS = List.of(PROFILE, CONTEXT, HEAD_DIM, INIT);

  private static final Key<String> NAME =
      Key.required(
          "name",
          ValueType.text(Names.LEGAL, Names.PATTERN),
          "name of the size in cells and files");
  private static final Key<Integer> LAYERS =
      Key.required("layers", ValueType.integer(1, 1_000), "l, number of blocks");
  private static final Key<Integer> WIDTH =
      Key.required(
          "width", ValueType.integer(2, MOST_CHANNELS), "d, channels of the residual stream");
  private static final Key<Integer> GLU_DIM =
      Key.optional(
          "glu_dim",
          ValueType.integer(1, 16 * MOST_CHANNELS),
          "g, channels of the gated linear unit; if absent 8d/3, rounded up to a multiple of 256, or"
              + " of d where d is below 256");
  private static final Key<Integer> GATE_DIM =
      Key.optional(
          "gate_dim",
          ValueType.integer(1, MOST_CHANNELS),
          "t, rank of the output gate of TNL and cosFormer2; dh if absent");
  private static final Key<Integer> TPE_DIM =
      Key.optional(
          "tpe_dim",
          ValueType.integer(1, MOST_CHANNELS),
          "e, modes of the Toeplitz encoding of cosFormer2; dh if absent");
  static final List<Key<?>> SIZE_KEYS = List.of(NAME, LAYERS, WIDTH, GLU_DIM, GATE_DIM, TPE_DIM);

  private static final ValueType<Double> RATE = ValueType.above(0, 1);
  private static final Key<LearningRate> LEARNING_RATE =
      Key.required(
          "learning_rate",
          new ValueType<>(
              RATE.legal() + ", or a mapping from every size to such a number",
              List.of(),
              node -> RATE.parse(node).map(LearningRate.Same::new)),
          "peak learning rate");
  static final List<Key<?>> ARCHITECTURE_KEYS = List.of(LEARNING_RATE);

  private static final ValueType<String> SIZE_NAME = ValueType.choice(Words.same(Sizes.names()));

  private ModelFormat() {}

  static ModelSection model(Fields fields) {
    return new ModelSection(
        fields.get(PROFILE), fields.get(CONTEXT), fields.get(HEAD_DIM), fields.get(INIT));
  }

  static Map<String, Object> write(ModelSection model) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(PROFILE.name(), Words.word(model.profile()));
    map.put(CONTEXT.name(), model.context());
    map.put(HEAD_DIM.name(), model.headDim());
    map.put(INIT.name(), Words.word(model.init()));
    return map;
  }

  /** Reads sizes: names of published ones, or mappings. */
  static List<SizeSection> sizes(Fields root, Key<Node> key, ModelSection model, Fields inModel) {
    List<Node> items = root.items(key, 1);
    Map<String, SizeSection> sizes = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      Node item = items.get(i);
      SizeSection size =
          item instanceof Node.Scalar
              ? published(root, key, i, item, model)
              : custom(root.item(key, i, item, SIZE_KEYS), model, inModel);
      if (sizes.putIfAbsent(size.name(), size) != null) {
        throw root.failure(
            item.position(),
            key.name() + " has '" + size.name() + "' twice; rename or remove one of the two");
      }
    }
    return List.copyOf(sizes.values());
  }

  static List<Object> writeSizes(List<SizeSection> sizes) {
    return sizes.stream().map(ModelFormat::write).toList();
  }

  /** One key for each architecture. */
  static List<Key<?>> architectureNames() {
    return Arrays.stream(Architecture.values())
        .<Key<?>>map(
            architecture ->
                Key.optional(
                    architecture.id(),
                    ValueType.nested("a mapping with learning_rate"),
                    architecture.title()))
        .toList();
  }

  /** Reads the architectures and their learning rates. */
  static Map<Architecture, LearningRate> architectures(Fields fields, List<SizeSection> sizes) {
    Map<Architecture, LearningRate> rates = new EnumMap<>(Architecture.class);
    for (Key<?> name : architectureNames()) {
      if (fields.has(name)) {
        Fields inner = fields.section(name, ARCHITECTURE_KEYS);
        rates.put(Architecture.of(name.name()), learningRate(inner, sizes));
      }
    }
    if (rates.isEmpty()) {
      throw fields.failure(
          " is empty; give at least one of "
              + String.join(
                  ", ", Arrays.stream(Architecture.values()).map(Architecture::id).toList())
              + ", such as 'tnl: {learning_rate: 3e-3}'");
    }
    return rates;
  }

  static Map<String, Object> write(Map<Architecture, LearningRate> rates) {
    Map<String, Object> map = new LinkedHashMap<>();
    rates.forEach(
        (architecture, rate) ->
            map.put(
                architecture.id(),
                Map.of(
                    LEARNING_RATE.name(),
                    switch (rate) {
                      case LearningRate.Same same -> (Object) same.value();
                      case LearningRate.BySize bySize -> bySize.values();
                    })));
    return map;
  }

  private static LearningRate learningRate(Fields fields, List<SizeSection> sizes) {
    if (!fields.isMapping(LEARNING_RATE)) {
      return fields.get(LEARNING_RATE);
    }
    List<Key<Double>> names =
        sizes.stream()
            .map(size -> Key.required(size.name(), RATE, "peak learning rate of this size"))
            .toList();
    Fields values = fields.section(LEARNING_RATE, List.copyOf(names));
    Map<String, Double> bySize = new LinkedHashMap<>();
    names.forEach(name -> bySize.put(name.name(), values.get(name)));
    return new LearningRate.BySize(bySize);
  }

  private static SizeSection published(
      Fields root, Key<Node> key, int index, Node item, ModelSection model) {
    String path = key.name() + "[" + index + "]";
    Optional<String> name = SIZE_NAME.parse(item);
    if (name.isEmpty()) {
      throw root.failure(
          item.position(),
          path
              + " = "
              + item.shown()
              + ", must be "
              + SIZE_NAME.legal()
              + Suggestion.of(item.shown(), SIZE_NAME.words())
              + ", or a mapping {name: ..., layers: ..., width: ...}");
    }
    if (model.headDim() != Sizes.HEAD_DIM) {
      throw root.failure(
          item.position(),
          path
              + " = "
              + item.shown()
              + " has heads of "
              + Sizes.HEAD_DIM
              + " channels, but model.head_dim = "
              + model.headDim()
              + "; remove head_dim, or give the size as {name: ..., layers: ..., width: ...}");
    }
    return new SizeSection.Published(name.get());
  }

  private static SizeSection custom(Fields fields, ModelSection model, Fields inModel) {
    String name = fields.get(NAME);
    if (Sizes.names().contains(name)) {
      throw fields.failure(
          ".name = "
              + name
              + " is a published size; write it without layers and width, or take another name");
    }
    int layers = fields.get(LAYERS);
    int width = fields.get(WIDTH);
    Shape shape =
        fields.guard(
            () -> {
              Shape rule = Shape.of(layers, width, model.headDim());
              return Shape.of(
                  layers,
                  width,
                  model.headDim(),
                  fields.find(GLU_DIM).orElse(rule.gluDim()),
                  fields.find(GATE_DIM).orElse(rule.gateDim()),
                  fields.find(TPE_DIM).orElse(rule.tpeDim()));
            },
            inModel);
    return new SizeSection.Custom(name, shape);
  }

  private static Object write(SizeSection size) {
    return switch (size) {
      case SizeSection.Published(String name) -> name;
      case SizeSection.Custom(String name, Shape shape) -> {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(NAME.name(), name);
        map.put(LAYERS.name(), shape.layers());
        map.put(WIDTH.name(), shape.width());
        map.put(GLU_DIM.name(), shape.gluDim());
        map.put(GATE_DIM.name(), shape.gateDim());
        map.put(TPE_DIM.name(), shape.tpeDim());
        yield map;
      }
    };
  }
}
