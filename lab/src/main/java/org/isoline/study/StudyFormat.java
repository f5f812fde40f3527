package org.isoline.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.model.Architecture;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.Node;
import org.isoline.settings.ValueType;
import org.isoline.settings.Words;
import org.isoline.train.CheckpointPlan;

/** A study file from its root: which sections there are and how they hang together. */
final class StudyFormat {
  private static final Key<String> STUDY =
      Key.required(
          "study",
          ValueType.text(Names.LEGAL, Names.PATTERN),
          "name of the study; its runs go to a folder of this name");
  private static final Key<Long> SEED =
      Key.defaulted(
          "seed",
          ValueType.count(0, Seeds.MOST),
          1L,
          "1",
          "initial weights and data order of every replicate derive from it");
  private static final Key<Node> CORPUS =
      Key.required(
          "corpus",
          ValueType.nested("a mapping with sources and tokenizer"),
          "the text, and how it becomes tokens");
  private static final Key<Node> MODEL =
      Key.required("model", ValueType.nested("a mapping with context"), "what all models share");
  private static final Key<Node> SIZES =
      Key.required(
          "sizes",
          ValueType.nested("a list of at least one published name or {name, layers, width}"),
          "the ladder of model sizes, smallest first");
  private static final Key<Node> ARCHITECTURES =
      Key.required(
          "architectures",
          ValueType.nested("a mapping from architectures to their settings"),
          "which architectures are trained at every size");
  private static final Key<Node> TRAIN =
      Key.required(
          "train",
          ValueType.nested("a mapping with tokens and batch_tokens"),
          "how every cell is trained");
  private static final Key<Node> CHECKPOINTS =
      Key.required(
          "checkpoints",
          ValueType.nested("a mapping with every_tokens, count or log_spaced"),
          "when parameters are kept and evaluated; rules combine, and the last step is always kept");
  private static final Key<Node> EVALUATION =
      Key.optional(
          "evaluation", ValueType.nested("a mapping"), "what is measured at each checkpoint");
  private static final Key<Node> WORKERS =
      Key.optional("workers", ValueType.nested("a mapping"), "how many cells train at once");
  private static final Key<Node> FIT =
      Key.optional(
          "fit", ValueType.nested("a mapping"), "which checkpoints the laws are fitted to");
  static final List<Key<?>> KEYS =
      List.of(
          STUDY,
          SEED,
          CORPUS,
          MODEL,
          SIZES,
          ARCHITECTURES,
          TRAIN,
          CHECKPOINTS,
          EVALUATION,
          WORKERS,
          FIT);

  private static final Key<Long> EVALUATION_TOKENS =
      Key.defaulted(
          "tokens",
          ValueType.count(1, 1_000_000_000_000L),
          65_536L,
          "65536",
          "validation tokens scored at each checkpoint, in whole documents");
  private static final Key<List<String>> EVALUATION_TASKS =
      Key.defaulted(
          "tasks",
          ValueType.listOf(ValueType.text("the name of a task", "[A-Za-z0-9_.-]+")),
          List.of(),
          "none",
          "tasks and averages that checkpoints are asked once all cells are trained; isoline"
              + " evaluate --list shows which there are");
  private static final Key<Integer> EVALUATION_EVERY =
      Key.defaulted(
          "every",
          ValueType.integer(0, 1_000_000),
          1,
          "1",
          "of each run every so many checkpoints are asked the tasks, counted back from the last,"
              + " which always is; 0 for the last only");
  static final List<Key<?>> EVALUATION_KEYS =
      List.of(EVALUATION_TOKENS, EVALUATION_TASKS, EVALUATION_EVERY);

  private static final Key<Integer> PROCESSES =
      Key.defaulted(
          "processes",
          ValueType.integer(0, 10_000),
          0,
          "0",
          "cells that train at the same time; 0 is one for each processor core");
  private static final Key<Integer> THREADS =
      Key.defaulted(
          "threads", ValueType.integer(1, 10_000), 1, "1", "threads of each training process");
  private static final Key<Boolean> ACTIVATION_CHECKPOINTING =
      Key.defaulted(
          "activation_checkpointing",
          ValueType.choice(Words.truth()),
          false,
          "false",
          "true keeps the input of each layer only and runs the layer again in the backward pass: a"
              + " third more arithmetic, far less memory, the same results to the bit (arXiv"
              + " 1604.06174)");
  static final List<Key<?>> WORKERS_KEYS = List.of(PROCESSES, THREADS, ACTIVATION_CHECKPOINTING);

  private static final Key<Long> MIN_TOKENS =
      Key.defaulted(
          "min_tokens",
          ValueType.count(0, 1_000_000_000_000_000L),
          0L,
          "0",
          "checkpoints before this many tokens are left out of fits");
  static final List<Key<?>> FIT_KEYS = List.of(MIN_TOKENS);

  private StudyFormat() {}

  static Study read(String file, Node.Mapping document) {
    Fields root = new Fields(file, "", document, KEYS);
    String name = root.get(STUDY);
    CorpusSection corpus = CorpusFormat.read(root.section(CORPUS, CorpusFormat.KEYS));
    Fields inModel = root.section(MODEL, ModelFormat.KEYS);
    ModelSection model = ModelFormat.model(inModel);
    List<SizeSection> sizes = ModelFormat.sizes(root, SIZES, model, inModel);
    Fields inArchitectures = root.section(ARCHITECTURES, ModelFormat.architectureNames());
    Map<Architecture, LearningRate> rates = ModelFormat.architectures(inArchitectures, sizes);
    Fields inTrain = root.section(TRAIN, TrainFormat.KEYS);
    TrainSection train = TrainFormat.train(inTrain);
    Fields inCheckpoints = root.section(CHECKPOINTS, TrainFormat.CHECKPOINT_KEYS);
    CheckpointPlan checkpoints = TrainFormat.checkpoints(inCheckpoints);
    Fields evaluation = root.section(EVALUATION, EVALUATION_KEYS);
    Fields fit = root.section(FIT, FIT_KEYS);
    Study study =
        new Study(
            name,
            root.get(SEED),
            corpus,
            model,
            sizes,
            rates,
            train,
            checkpoints,
            new Study.Evaluation(
                evaluation.get(EVALUATION_TOKENS),
                evaluation.get(EVALUATION_TASKS),
                evaluation.get(EVALUATION_EVERY)),
            workers(root.section(WORKERS, WORKERS_KEYS)),
            new Study.Fit(fit.get(MIN_TOKENS)));
    inTrain.guard(study::cells, inCheckpoints, inModel, root);
    return study;
  }

  static Map<String, Object> write(Study study) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(STUDY.name(), study.name());
    map.putAll(writeResults(study));
    map.put(WORKERS.name(), write(study.workers()));
    map.put(FIT.name(), Map.of(MIN_TOKENS.name(), study.fit().minTokens()));
    return map;
  }

  /** The part of a study that decides what its runs record. */
  static Map<String, Object> writeResults(Study study) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(SEED.name(), study.seed());
    map.put(CORPUS.name(), CorpusFormat.write(study.corpus()));
    map.put(MODEL.name(), ModelFormat.write(study.model()));
    map.put(SIZES.name(), ModelFormat.writeSizes(study.sizes()));
    map.put(ARCHITECTURES.name(), ModelFormat.write(study.learningRates()));
    map.put(TRAIN.name(), TrainFormat.write(study.train()));
    map.put(CHECKPOINTS.name(), TrainFormat.write(study.checkpoints()));
    map.put(EVALUATION.name(), Map.of(EVALUATION_TOKENS.name(), study.evaluation().tokens()));
    return map;
  }

  /** The part of a study that a cell reads besides its model and its recipe. */
  static Map<String, Object> writeInputs(Study study) {
    Map<String, Object> map = writeResults(study);
    map.keySet().retainAll(List.of(CORPUS.name(), EVALUATION.name()));
    return map;
  }

  /** Reads how many runs go at once. */
  static Study.Workers workers(Fields fields) {
    return new Study.Workers(
        fields.get(PROCESSES), fields.get(THREADS), fields.get(ACTIVATION_CHECKPOINTING));
  }

  static Map<String, Object> write(Study.Workers workers) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(PROCESSES.name(), workers.processes());
    map.put(THREADS.name(), workers.threads());
    map.put(ACTIVATION_CHECKPOINTING.name(), workers.activationCheckpointing());
    return map;
  }
}
