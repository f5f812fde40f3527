package org.isoline.evaluate.task;

import java.util.List;
import java.util.Optional;
import org.isoline.evaluate.task.LayoutFormat.Shape;
import org.isoline.settings.Fields;
import org.isoline.settings.Key;
import org.isoline.settings.ValueType;
import org.isoline.settings.Words;

/** Keys of the kinds of task whose items are rows of data. */
final class ItemKinds {
  private static final Key<String> PROMPT =
      TemplateValue.required("prompt", "what a model reads before it answers");
  private static final Key<String> CONTINUATION =
      TemplateValue.defaulted("continuation", " {choice}", "what is scored for each choice");
  private static final Key<String> CONTEXT =
      TemplateValue.defaulted("context", "{context}", "what a model reads");
  private static final Key<String> TARGET =
      TemplateValue.defaulted(
          "target", "{target}", "what is scored, with the space that comes before it");
  private static final Key<String> ORIGINAL =
      TemplateValue.defaulted(
          "original", "{page}", "the document whose words and bytes are divided by");
  private static final Key<String> TEXT =
      TemplateValue.defaulted("text", "{page}", "the document as a model reads it");
  private static final Key<Integer> MAX_NEW_TOKENS =
      Key.defaulted(
          "max_new_tokens",
          ValueType.integer(1, 1_000_000),
          256,
          "256",
          "the most tokens that a model writes");
  private static final Key<List<String>> UNTIL =
      Key.defaulted(
          "until",
          ValueType.listOf(TemplateValue.TEXT),
          List.of("\n"),
          "[\"\\n\"]",
          "texts before which it stops");
  private static final Key<Boolean> YES_NO =
      Key.defaulted(
          "yes_no",
          ValueType.choice(Words.truth()),
          false,
          "false",
          "whether items all of whose references are yes or no are decided by the likelier of the"
              + " two");
  private static final Key<String> EMPTY =
      Key.optional("empty", TemplateValue.TEXT, "what counts in place of an empty answer");

  private static final List<Metric> CHOICE_METRICS =
      List.of(Metric.ACC, Metric.ACC_NORM, Metric.EM);
  private static final List<Metric> COMPLETION_METRICS = List.of(Metric.PERPLEXITY, Metric.ACC);
  private static final List<Metric> ROLLING_METRICS =
      List.of(Metric.WORD_PERPLEXITY, Metric.BYTE_PERPLEXITY, Metric.BITS_PER_BYTE);
  private static final List<Metric> WRITING_METRICS =
      List.of(
          Metric.ROUGE,
          Metric.ROUGE1,
          Metric.ROUGE2,
          Metric.ROUGE_L,
          Metric.F1,
          Metric.EXACT_MATCH);

  private static final Key<List<Metric>> METRICS = metrics(List.of(Metric.values()));
  private static final Key<Metric> PRIMARY = primary(List.of(Metric.values()));

  static final List<Key<?>> CHOICE = List.of(PROMPT, CONTINUATION, METRICS, PRIMARY);
  static final List<Key<?>> COMPLETION = List.of(CONTEXT, TARGET, METRICS, PRIMARY);
  static final List<Key<?>> ROLLING = List.of(ORIGINAL, TEXT, METRICS, PRIMARY);
  static final List<Key<?>> WRITING =
      List.of(PROMPT, MAX_NEW_TOKENS, UNTIL, YES_NO, EMPTY, METRICS, PRIMARY);

  private ItemKinds() {}

  static Shape shape(Protocol protocol) {
    return switch (protocol) {
      case Protocol.MultipleChoice _ -> Shape.CHOICE;
      case Protocol.Rolling _ -> Shape.PAGES;
      case Protocol.Writing _ -> Shape.REFERENCES;
      default -> Shape.COMPLETION;
    };
  }

  static Protocol multipleChoice(Fields fields) {
    Reported reported = reported(fields, CHOICE_METRICS);
    return new Protocol.MultipleChoice(
        TemplateValue.get(fields, PROMPT),
        TemplateValue.get(fields, CONTINUATION),
        reported.metrics(),
        reported.primary());
  }

  static Protocol completion(Fields fields) {
    Reported reported = reported(fields, COMPLETION_METRICS);
    return new Protocol.Completion(
        TemplateValue.get(fields, CONTEXT),
        TemplateValue.get(fields, TARGET),
        reported.metrics(),
        reported.primary());
  }

  static Protocol rolling(Fields fields) {
    Reported reported = reported(fields, ROLLING_METRICS);
    return new Protocol.Rolling(
        TemplateValue.get(fields, ORIGINAL),
        TemplateValue.get(fields, TEXT),
        reported.metrics(),
        reported.primary());
  }

  static Protocol writing(Fields fields) {
    Reported reported = reported(fields, WRITING_METRICS);
    Optional<String> empty = fields.find(EMPTY);
    return new Protocol.Writing(
        TemplateValue.get(fields, PROMPT),
        fields.get(MAX_NEW_TOKENS),
        fields.get(UNTIL),
        fields.get(YES_NO),
        empty,
        reported.metrics(),
        reported.primary());
  }

  private record Reported(List<Metric> metrics, Metric primary) {}

  /** The metrics of a file, the first of which stands for the task unless it names another. */
  private static Reported reported(Fields fields, List<Metric> legal) {
    List<Metric> metrics = fields.get(metrics(legal)).stream().distinct().toList();
    return new Reported(metrics, fields.find(primary(metrics)).orElse(metrics.getFirst()));
  }

  private static Key<List<Metric>> metrics(List<Metric> legal) {
    return Key.required(
        "metrics", ValueType.listOf(ValueType.choice(Metric.words(legal))), "what is reported");
  }

  private static Key<Metric> primary(List<Metric> legal) {
    return Key.optional(
        "primary",
        ValueType.choice(Metric.words(legal)),
        "the metric that stands for the task; the first of metrics if absent");
  }
}
