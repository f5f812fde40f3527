package org.isoline.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.checkpoint.Safetensors;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.checkpoint.format.StoredTensor;
import org.isoline.model.ModelConfig.Tpe;
import org.isoline.model.ParameterLayout;
import org.isoline.model.ParameterSpec;
import org.isoline.model.ParameterSpec.Training;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/**
 * A model with inputs and what an independent float64 implementation computed from them: a folder
 * with {@code config.json} and {@code model.safetensors} in any format of {@link
 * org.isoline.checkpoint.format}, {@code io.safetensors} (input_ids INT64 {@code [b, n]}, logits
 * {@code [b, n, V]}) and {@code expected.json}.
 *
 * @param name last part of the folder's path
 * @param model the weights
 * @param ids row-major input ids
 * @param batch b
 * @param length n
 * @param logits row-major
 * @param loss mean over {@code b (n - 1)} predicted tokens, nats
 * @param globalNorm norm of all gradients together
 * @param decayed names, in the file, of tensors with weight decay
 * @param targets what is expected of one or two parametrisations
 */
record GoldenCase(
    String name,
    ModelFolder model,
    long[] ids,
    long batch,
    long length,
    double[] logits,
    double loss,
    double globalNorm,
    Optimizer optimizer,
    Set<String> decayed,
    List<Target> targets)
    implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOG = "model.tpe.log_lambda";
  private static final List<String> FILES =
      List.of("config.json", "model.safetensors", "io.safetensors", "expected.json");

  /** Numbers of AdamW. */
  record Optimizer(
      double learningRate, double beta1, double beta2, double eps, double weightDecay, int steps) {}

  /**
   * What training is expected to do.
   *
   * @param label empty, or what is trained in place of what the file holds
   * @param tpe the number that is trained for the Toeplitz encoding
   * @param gradients by the file's names
   * @param losses before each update and after the last
   */
  record Target(String label, Tpe tpe, Map<String, Gradient> gradients, List<Double> losses) {}

  /** A gradient in short. */
  record Gradient(double l2, double maxAbs, List<Entry> entries) {}

  /** One element of a gradient, by its row-major index. */
  record Entry(int index, double value) {}

  /**
   * Reads a case.
   *
   * @throws VerifyException if a file is missing or malformed, naming the file and the tensor or
   *     key
   */
  static GoldenCase open(Path folder) {
    requireFiles(folder);
    try {
      ModelFolder model = ModelFolder.open(folder);
      try {
        return read(folder, model);
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    } catch (CheckpointException e) {
      throw new VerifyException(e.getMessage(), e);
    }
  }

  private static void requireFiles(Path folder) {
    List<String> missing =
        FILES.stream().filter(file -> !Files.isRegularFile(folder.resolve(file))).toList();
    boolean sharded = Files.exists(folder.resolve("model.safetensors.index.json"));
    if (!missing.isEmpty() && !(sharded && missing.equals(List.of("model.safetensors")))) {
      throw new VerifyException(
          "%s has no %s; a case is a folder with %s"
              .formatted(folder, String.join(", no ", missing), String.join(", ", FILES)));
    }
  }

  private static GoldenCase read(Path folder, ModelFolder model) {
    Expected expected = new Expected(folder.resolve("expected.json"));
    try (Scope scope = new Scope();
        Safetensors io = Safetensors.open(folder.resolve("io.safetensors"))) {
      Path file = folder.resolve("io.safetensors");
      Tensor ids = tensor(io, file, "input_ids", 2);
      Tensor logits = tensor(io, file, "logits", 3);
      long vocabulary = model.config().vocabulary();
      requireIds(file, ids, vocabulary);
      long[] shape = {ids.size(0), ids.size(1), vocabulary};
      if (!Arrays.equals(logits.shape(), shape)) {
        throw new VerifyException(
            "%s: logits are %s, must be %s to go with input_ids and vocab_size"
                .formatted(file, logits, Arrays.toString(shape)));
      }
      return new GoldenCase(
          folder.toAbsolutePath().normalize().getFileName().toString(),
          model,
          ids.toLongs(),
          ids.size(0),
          ids.size(1),
          logits.toDoubles(),
          expected.number("loss"),
          expected.number("grad_global_l2"),
          expected.optimizer(),
          expected.decayed(),
          expected.targets(model));
    }
  }

  private static Tensor tensor(Safetensors io, Path file, String name, int rank) {
    if (!io.names().contains(name)) {
      throw new VerifyException(
          "%s has no tensor '%s'; it has %s".formatted(file, name, io.names()));
    }
    Tensor tensor = io.load(name);
    if (tensor.rank() != rank) {
      throw new VerifyException(
          "%s: %s is %s, must have %d dimensions".formatted(file, name, tensor, rank));
    }
    return tensor;
  }

  private static void requireIds(Path file, Tensor ids, long vocabulary) {
    if (ids.dtype() != DType.INT64 || ids.size(0) < 1 || ids.size(1) < 2) {
      throw new VerifyException(
          "%s: input_ids are %s, must be INT64 of at least one sequence and two tokens"
              .formatted(file, ids));
    }
    double smallest = ids.min().item();
    double largest = ids.max().item();
    if (smallest < 0 || largest >= vocabulary) {
      throw new VerifyException(
          "%s: input_ids run from %.0f to %.0f, must be from 0 to %d"
              .formatted(file, smallest, largest, vocabulary - 1));
    }
  }

  /** The model's tensors, trained as the case says. */
  ParameterLayout layout(Target target) {
    List<StoredTensor> stored = tensors(target);
    return ParameterLayout.of(model.config().edit().tpe(target.tpe()).build())
        .withTraining(spec -> training(spec, stored));
  }

  private Training training(ParameterSpec spec, List<StoredTensor> stored) {
    if (spec.training() == Training.FROZEN) {
      return Training.FROZEN;
    }
    List<Boolean> choices =
        stored.stream()
            .filter(
                tensor ->
                    tensor.pieces().stream()
                        .anyMatch(piece -> piece.parameter().equals(spec.name())))
            .map(tensor -> decayed.contains(tensor.name()))
            .distinct()
            .toList();
    if (choices.size() != 1) {
      throw new VerifyException(
          "%s: adamw.decayed_tensors has only some of the tensors that make up %s"
              .formatted(model.path().resolve("expected.json"), spec.name()));
    }
    return choices.getFirst() ? Training.DECAYED : Training.UNDECAYED;
  }

  /** The file's tensors, in terms of the parameters of a target. */
  List<StoredTensor> tensors(Target target) {
    return model.format().tensors(model.config().edit().tpe(target.tpe()).build());
  }

  @Override
  public void close() {
    model.close();
  }

  /** {@code expected.json}, key by key. */
  private static final class Expected {
    private final Path file;
    private final JsonNode tree;

    Expected(Path file) {
      this.file = file;
      try {
        this.tree = JSON.readTree(file.toFile());
      } catch (IOException e) {
        throw new VerifyException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }

    double number(String path) {
      JsonNode node = tree.at("/" + path.replace('.', '/'));
      if (!node.isNumber()) {
        throw wrong(path, node, "a number");
      }
      return node.doubleValue();
    }

    private VerifyException wrong(String path, JsonNode node, String legal) {
      return new VerifyException(
          "%s: %s is %s, must be %s"
              .formatted(file, path, node.isMissingNode() ? "missing" : node, legal));
    }

    Optimizer optimizer() {
      JsonNode clip = tree.at("/adamw/clip");
      if (clip.isNumber()) {
        throw wrong("adamw.clip", clip, "null: cases are made without clipping");
      }
      return new Optimizer(
          number("adamw.lr"),
          number("adamw.beta1"),
          number("adamw.beta2"),
          number("adamw.eps"),
          number("adamw.weight_decay"),
          (int) number("adamw.steps"));
    }

    Set<String> decayed() {
      JsonNode names = tree.at("/adamw/decayed_tensors");
      if (!names.isArray()) {
        throw wrong("adamw.decayed_tensors", names, "a list of tensor names");
      }
      Set<String> decayed = new TreeSet<>();
      names.forEach(name -> decayed.add(name.asText()));
      return decayed;
    }

    List<Target> targets(ModelFolder model) {
      Map<String, Gradient> gradients = gradients(model);
      List<Target> targets = new ArrayList<>();
      boolean tpe = model.config().hasTpe();
      targets.add(new Target("", tpe ? Tpe.LOG : Tpe.NONE, gradients, losses("adamw.losses")));
      if (tpe && tree.has("alternative_logit_lambda")) {
        Map<String, Gradient> other = new LinkedHashMap<>(gradients);
        String path = "alternative_logit_lambda.grad_a";
        other.put(LOG, gradient(path, tree.at("/" + path.replace('.', '/'))));
        targets.add(
            new Target(
                "logit lambda", Tpe.LOGIT, other, losses("alternative_logit_lambda.adamw_losses")));
      }
      return targets;
    }

    private Map<String, Gradient> gradients(ModelFolder model) {
      Set<String> frozen =
          ParameterLayout.of(model.config()).parameters().stream()
              .filter(spec -> spec.training() == Training.FROZEN)
              .map(ParameterSpec::name)
              .collect(Collectors.toSet());
      Map<String, Gradient> gradients = new LinkedHashMap<>();
      for (StoredTensor tensor : model.tensors()) {
        boolean trained =
            tensor.pieces().stream().anyMatch(piece -> !frozen.contains(piece.parameter()));
        if (trained) {
          String path = "gradients[" + tensor.name() + "]";
          gradients.put(tensor.name(), gradient(path, tree.path("gradients").path(tensor.name())));
        }
      }
      return gradients;
    }

    private Gradient gradient(String path, JsonNode node) {
      if (!node.path("l2").isNumber()
          || !node.path("max_abs").isNumber()
          || !node.path("entries").isArray()) {
        throw wrong(path, node, "{l2, max_abs, entries: [[index, value], ...]}");
      }
      List<Entry> entries = new ArrayList<>();
      for (JsonNode entry : node.path("entries")) {
        if (!entry.path(0).isInt() || !entry.path(1).isNumber()) {
          throw wrong(path + ".entries", entry, "[index, value]");
        }
        entries.add(new Entry(entry.get(0).intValue(), entry.get(1).doubleValue()));
      }
      return new Gradient(
          node.path("l2").doubleValue(), node.path("max_abs").doubleValue(), entries);
    }

    private List<Double> losses(String path) {
      JsonNode node = tree.at("/" + path.replace('.', '/'));
      List<Double> losses = new ArrayList<>();
      node.forEach(loss -> losses.add(loss.asDouble(Double.NaN)));
      int steps = optimizer().steps();
      if (losses.size() != steps + 1) {
        throw wrong(path, node, "the " + steps + " losses before each update and one after them");
      }
      return losses;
    }
  }
}
