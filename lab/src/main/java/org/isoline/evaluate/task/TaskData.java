package org.isoline.evaluate.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.isoline.evaluate.score.Request;
import org.isoline.evaluate.task.Items.Document;
import org.isoline.evaluate.task.Items.Page;
import org.isoline.evaluate.task.Items.WritingItem;
import org.isoline.evaluate.task.Items.YesNo;

/**
 * The items that a task makes of its data file.
 *
 * @param file the file that was read, as messages name it
 * @param hash SHA-256 of that file as it lies there, 64 lower-case hexadecimal digits
 * @param layout name of the shape that its rows have
 * @param items all of them, or the first so many
 */
public record TaskData(String file, String hash, String layout, Items items) {
  /**
   * Reads a task's items, which are held in memory.
   *
   * @param folder the data folder
   * @param limit the most items, the first of the file; rows behind them are not looked at
   * @throws MissingDataException if no data file is there
   * @throws TaskDataException if the file or rows of it are not as the task expects
   * @throws IllegalArgumentException if the kind of task has no items of its own, or the limit is
   *     not positive
   */
  public static TaskData read(Task task, Path folder, OptionalLong limit) {
    if (limit.isPresent() && limit.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "limit = %d, must be at least 1".formatted(limit.getAsLong()));
    }
    DataSource source = source(task);
    DataFile file = DataFile.find(task, source, folder);
    RowItems rows = new RowItems(task, source, file);
    return switch (task.protocol()) {
      case Protocol.MultipleChoice choice -> {
        List<Items.MultipleChoiceItem> items = new ArrayList<>();
        yield of(
            file, each(rows, limit, ItemBuilder.choice(choice), items), new Items.Choices(items));
      }
      case Protocol.Completion completion -> {
        List<Items.CompletionItem> items = new ArrayList<>();
        yield of(
            file,
            each(rows, limit, ItemBuilder.completion(completion), items),
            new Items.Completions(items));
      }
      case Protocol.Rolling rolling -> pages(rolling, file, rows, limit);
      case Protocol.Writing writing -> writings(writing, file, rows, limit);
      default -> throw noItems(task);
    };
  }

  /**
   * The texts of a task that hides needles in them, ordered by id.
   *
   * @param folder the data folder
   * @throws MissingDataException if no data file is there
   * @throws TaskDataException if the file or rows of it are not as the task expects
   * @throws IllegalArgumentException if the task reads no texts
   */
  public static List<Document> haystack(Task task, Path folder) {
    DataSource source = source(task);
    RowItems rows = new RowItems(task, source, DataFile.find(task, source, folder));
    List<Document> documents = new ArrayList<>();
    rows.read(
        OptionalLong.empty(), (row, _) -> documents.add(new Document(row.id(), row.text("text"))));
    documents.sort(Comparator.comparing(Document::id));
    return documents;
  }

  /** What guessing reaches on the task's primary metric; empty where the task states none. */
  public OptionalDouble chance(Task task) {
    if (task.chance().isEmpty()) {
      return OptionalDouble.empty();
    }
    return switch (task.chance().get()) {
      case Chance.Fixed(double value) -> OptionalDouble.of(value);
      case Chance.Uniform _ ->
          items instanceof Items.Choices choices
              ? choices.items().stream().mapToDouble(item -> 1.0 / item.choices().size()).average()
              : OptionalDouble.empty();
    };
  }

  private static DataSource source(Task task) {
    return task.data().orElseThrow(() -> noItems(task));
  }

  private static IllegalArgumentException noItems(Task task) {
    return new IllegalArgumentException(
        "task %s makes its items itself; it has none in a file".formatted(task.name()));
  }

  private static TaskData of(DataFile file, Layout layout, Items items) {
    return new TaskData(file.shown(), file.hash(), layout.name(), items);
  }

  private static <T> Layout each(
      RowItems rows, OptionalLong limit, ItemBuilder.OfRow<T> builder, List<T> into) {
    return rows.read(limit, (row, layout) -> into.add(builder.apply(row, layout)));
  }

  private static TaskData pages(
      Protocol.Rolling rolling, DataFile file, RowItems rows, OptionalLong limit) {
    List<Page> pages = new ArrayList<>();
    PageCutter cutter =
        new PageCutter(
            (id, text) ->
                pages.add(
                    ItemBuilder.page(
                        rolling, id, field -> PageCutter.field(field, Layout.PAGE, text))));
    Layout layout =
        rows.read(
            OptionalLong.empty(),
            (row, shape) ->
                shape
                    .pagesOf()
                    .ifPresentOrElse(
                        line -> cutter.add(line.render(row)),
                        () -> pages.add(ItemBuilder.page(rolling, row.id(), row))));
    if (layout.pagesOf().isPresent()) {
      cutter.end();
    }
    if (pages.isEmpty()) {
      throw TaskDataException.unreadable(
          file.shown() + ": holds blank lines only; no page is left");
    }
    long most = limit.orElse(Long.MAX_VALUE);
    return of(file, layout, new Items.Pages(pages.stream().limit(most).toList()));
  }

  private record Asked(String prompt, List<String> references) {}

  private static TaskData writings(
      Protocol.Writing writing, DataFile file, RowItems rows, OptionalLong limit) {
    Map<String, Asked> asked = new LinkedHashMap<>();
    Layout layout =
        rows.read(
            OptionalLong.empty(),
            (row, shape) -> {
              List<String> references = shape.references().orElseThrow().of(row);
              if (references.isEmpty()) {
                throw new BadRowException("has no reference");
              }
              Asked earlier = asked.get(row.id());
              if (earlier != null) {
                earlier.references().addAll(references);
              } else if (asked.size() < limit.orElse(Long.MAX_VALUE)) {
                String prompt = writing.prompt().render(row);
                asked.put(row.id(), new Asked(prompt, new ArrayList<>(references)));
              }
            });
    List<WritingItem> items = new ArrayList<>();
    asked.forEach((id, item) -> items.add(item(writing, id, item)));
    return of(file, layout, new Items.Writings(items));
  }

  private static WritingItem item(Protocol.Writing writing, String id, Asked asked) {
    boolean decided = writing.yesNo() && asked.references().stream().allMatch(YesOrNo::answers);
    Optional<YesNo> yesNo =
        decided
            ? Optional.of(
                new YesNo(new Request(asked.prompt(), " yes"), new Request(asked.prompt(), " no")))
            : Optional.empty();
    return new WritingItem(id, asked.prompt(), asked.references(), yesNo);
  }
}
