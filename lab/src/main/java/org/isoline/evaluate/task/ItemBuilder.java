package org.isoline.evaluate.task;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import org.isoline.evaluate.score.Request;
import org.isoline.evaluate.task.Items.CompletionItem;
import org.isoline.evaluate.task.Items.MultipleChoiceItem;
import org.isoline.evaluate.task.Items.Page;

/** Items of rows that stand for themselves. */
final class ItemBuilder {
  private ItemBuilder() {}

  /** Makes an item of a row. */
  @FunctionalInterface
  interface OfRow<T> extends BiFunction<LaidRow, Layout, T> {}

  static OfRow<MultipleChoiceItem> choice(Protocol.MultipleChoice protocol) {
    return (row, layout) -> {
      List<String> choices =
          layout.choices().orElseThrow().of(row).stream()
              .map(text -> layout.choice().render(row.with(Layout.CHOICE, text)))
              .toList();
      requireChoices(choices);
      List<Request> requests =
          choices.stream()
              .map(
                  text ->
                      request(
                          protocol.prompt(),
                          protocol.continuation(),
                          row.with(Layout.CHOICE, text)))
              .toList();
      int gold = layout.gold().orElseThrow().of(row, choices);
      return new MultipleChoiceItem(row.id(), requests, choices, gold);
    };
  }

  static OfRow<CompletionItem> completion(Protocol.Completion protocol) {
    return (row, _) ->
        new CompletionItem(row.id(), request(protocol.context(), protocol.target(), row));
  }

  static Page page(Protocol.Rolling protocol, String id, Template.Scope fields) {
    String original = protocol.original().render(fields);
    return new Page(
        id,
        original,
        protocol.text().render(fields),
        PythonText.pieces(original),
        original.getBytes(StandardCharsets.UTF_8).length);
  }

  private static void requireChoices(List<String> choices) {
    if (choices.size() < 2) {
      throw new BadRowException("has %d choices, must have two or more".formatted(choices.size()));
    }
    for (int i = 0; i < choices.size(); i++) {
      if (choices.get(i).isBlank()) {
        throw new BadRowException("choice %d of %d is empty".formatted(i + 1, choices.size()));
      }
    }
  }

  private static Request request(Template context, Template continuation, Template.Scope fields) {
    String scored = continuation.render(fields);
    if (scored.isBlank()) {
      throw new BadRowException(
          "what \"%s\" makes is empty, so there is nothing to score"
              .formatted(continuation.text()));
    }
    return new Request(context.render(fields), scored);
  }
}
