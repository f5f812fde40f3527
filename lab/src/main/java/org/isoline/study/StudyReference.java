package org.isoline.study;

import java.util.List;
import java.util.stream.Collectors;
import org.isoline.settings.Key;

/** The keys of study files, from the declarations that read them. */
public final class StudyReference {
  private static final List<Section> SECTIONS =
      List.of(
          new Section("", "the study", StudyFormat.KEYS),
          new Section("corpus", "text and tokens", CorpusFormat.KEYS),
          new Section("corpus.sources[]", "one source", SourceFormat.KEYS),
          new Section("corpus.cleaning", "what is done to documents", CleaningFormat.KEYS),
          new Section("corpus.cleaning.rules", "bounds on documents", CleaningFormat.RULE_KEYS),
          new Section(
              "corpus.cleaning.near_duplicates",
              "documents nearly equal",
              CleaningFormat.NEAR_KEYS),
          new Section("corpus.tokenizer", "text to token ids", TokenizerFormat.KEYS),
          new Section("model", "what all models share", ModelFormat.KEYS),
          new Section("sizes[]", "one size that is not a published name", ModelFormat.SIZE_KEYS),
          new Section("architectures", "which are trained", ModelFormat.architectureNames()),
          new Section("architectures.<name>", "one architecture", ModelFormat.ARCHITECTURE_KEYS),
          new Section("train", "how every cell is trained", TrainFormat.KEYS),
          new Section("train.schedule", "learning rate over steps", TrainFormat.SCHEDULE_KEYS),
          new Section("checkpoints", "when parameters are kept", TrainFormat.CHECKPOINT_KEYS),
          new Section("evaluation", "what is measured", StudyFormat.EVALUATION_KEYS),
          new Section("workers", "how many cells at once", StudyFormat.WORKERS_KEYS),
          new Section("fit", "what laws are fitted to", StudyFormat.FIT_KEYS));

  private static final List<Section> RECALL =
      List.of(
          new Section("", "the recall study", RecallFormat.KEYS),
          new Section("task", "what is recalled", RecallFormat.TASK_KEYS),
          new Section("task.train[], task.test[]", "examples of a setting", RecallFormat.SET_KEYS),
          new Section("model", "what all models share", RecallFormat.MODEL_KEYS),
          new Section("architectures", "which are trained", RecallFormat.architectureNames()),
          new Section("architectures.<name>", "one architecture", RecallFormat.ARCHITECTURE_KEYS),
          new Section("train", "how every model is trained", RecallFormat.TRAIN_KEYS),
          new Section("train.schedule", "learning rate over steps", TrainFormat.SCHEDULE_KEYS),
          new Section("workers", "how many models at once", StudyFormat.WORKERS_KEYS));

  private static final String ABOUT_RECALL =
      """
      A file whose first key is `recall` is a study of multi-query associative recall (MQAR, arXiv \
      2312.04927): `isoline study FILE` trains models of several widths on examples of the task and \
      writes `recall.csv` and `recall.html`, accuracy against bytes of decode state; `isoline plan \
      FILE` says what that will be. A sequence of n tokens gives K pairs of key and value, then asks \
      for the value of every key once. Examples are made from a seed, so there is no corpus.

      `recall.csv` has one row for each finished run and test setting: run, architecture, width, \
      layers, learning_rate, seed, length (n), pairs (K), accuracy, standard_error (examples are \
      the unit), state_bytes (fp32, after n tokens), parameters, steps, seconds (of training), best \
      (the learning rate with the highest mean accuracy over the settings; of equals the one with \
      fewest steps, then the lowest) and edge (that best is the lowest or highest of several).

      """;

  private record Section(String path, String title, List<Key<?>> keys) {}

  private StudyReference() {}

  /** The reference page: a heading and a table for each section. */
  public static String markdown() {
    return "# Study files\n\n"
        + SECTIONS.stream().map(StudyReference::markdown).collect(Collectors.joining("\n"));
  }

  /** The page about recall studies. */
  public static String recallMarkdown() {
    return "# Recall study files\n\n"
        + ABOUT_RECALL
        + RECALL.stream().map(StudyReference::markdown).collect(Collectors.joining("\n"));
  }

  /** The keys of studies for a terminal: a line a key. */
  public static String text() {
    return SECTIONS.stream().map(StudyReference::text).collect(Collectors.joining("\n"));
  }

  private static String markdown(Section section) {
    String heading = section.path().isEmpty() ? "## Root: " : "## `" + section.path() + "`: ";
    return heading
        + section.title()
        + "\n\n| key | value | default | meaning |\n|---|---|---|---|\n"
        + section.keys().stream()
            .map(
                key ->
                    "| `%s` | %s | %s | %s |\n"
                        .formatted(
                            key.name(), key.type().legal(), presence(key, "`"), key.description()))
            .collect(Collectors.joining());
  }

  private static String text(Section section) {
    String heading = section.path().isEmpty() ? "" : section.path() + ": " + section.title() + "\n";
    return heading
        + section.keys().stream()
            .map(
                key ->
                    "  %s (%s): %s. Must be %s.\n"
                        .formatted(
                            key.name(), presence(key, ""), key.description(), key.type().legal()))
            .collect(Collectors.joining());
  }

  private static String presence(Key<?> key, String quote) {
    if (key.required()) {
      return "required";
    }
    return key.fallbackShown().isEmpty() ? "optional" : quote + key.fallbackShown() + quote;
  }
}
