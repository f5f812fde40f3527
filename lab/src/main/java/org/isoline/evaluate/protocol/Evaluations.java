package org.isoline.evaluate.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.retrieval.Question;
import org.isoline.evaluate.retrieval.QuestionFiles;
import org.isoline.evaluate.retrieval.RulerSources;
import org.isoline.evaluate.retrieval.RulerTask;
import org.isoline.evaluate.run.EvaluatedFolder;
import org.isoline.evaluate.run.Evaluation;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.ResultKey;
import org.isoline.evaluate.run.TableAverage;
import org.isoline.evaluate.task.Items;
import org.isoline.evaluate.task.MissingDataException;
import org.isoline.evaluate.task.Protocol;
import org.isoline.evaluate.task.Task;
import org.isoline.evaluate.task.TaskCatalog;
import org.isoline.evaluate.task.TaskData;

/** Tasks with their data, ready to be asked. */
public final class Evaluations {
  /** The task whose data are the essays. */
  private static final String ESSAYS = "niah_easy";

  private final EvaluatedFolder folder;
  private final Path data;
  private final EvaluationSettings settings;

  /**
   * What was asked for.
   *
   * @param evaluations tasks with data, each once
   * @param averages over them
   * @param missing tasks whose data are not there, with the reason
   */
  public record Tasks(
      List<Evaluation> evaluations, List<TableAverage> averages, Map<String, String> missing) {
    /** Copies the collections. */
    public Tasks {
      evaluations = List.copyOf(evaluations);
      averages = List.copyOf(averages);
      missing = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(missing));
    }
  }

  private Evaluations(EvaluatedFolder folder, Path data, EvaluationSettings settings) {
    this.folder = folder;
    this.data = data;
    this.settings = settings;
  }

  /**
   * Reads the data of tasks. An average stands for the tasks of its parts.
   *
   * @param data folder of published files
   * @throws org.isoline.evaluate.task.TaskDataException if a file is not as its task expects
   */
  public static Tasks of(
      List<Task> asked,
      TaskCatalog catalog,
      EvaluatedFolder folder,
      Path data,
      EvaluationSettings settings) {
    Set<Task> tasks = new LinkedHashSet<>();
    List<TableAverage> averages = new ArrayList<>();
    for (Task task : asked) {
      if (task.protocol() instanceof Protocol.Average average) {
        averages.add(new SuiteAverage(task, average));
        average.parts().forEach(part -> tasks.add(catalog.find(part.task())));
      } else {
        tasks.add(task);
      }
    }
    Evaluations evaluations = new Evaluations(folder, data, settings);
    List<Evaluation> ready = new ArrayList<>();
    Map<String, String> missing = new LinkedHashMap<>();
    for (Task task : tasks) {
      try {
        ready.add(evaluations.of(task));
      } catch (MissingDataException e) {
        missing.put(task.name(), e.getMessage());
      }
    }
    return new Tasks(ready, averages, missing);
  }

  private Evaluation of(Task task) {
    return switch (task.protocol()) {
      case Protocol.Needle needle -> needle(task, needle);
      case Protocol.Ruler ruler -> ruler(task, ruler);
      case Protocol.Recall recall -> {
        String hash = ResultKey.sha256(recall.toString());
        yield evaluation(task, hash, recall.settings().size(), new RecallAsker(recall));
      }
      case Protocol.PositionLoss loss -> {
        HeldOutText text = heldOut(task);
        yield evaluation(task, text.hash(), 1, new PositionLossAsker(text, loss));
      }
      case Protocol.HeldOut _ -> {
        HeldOutText text = heldOut(task);
        yield evaluation(task, text.hash(), 1, new HeldOutAsker(text));
      }
      case Protocol.Average _ -> throw new IllegalArgumentException(task.name() + " has no items");
      default -> ofData(task);
    };
  }

  private Evaluation ofData(Task task) {
    OptionalLong limit =
        settings.limit().isPresent()
            ? OptionalLong.of(settings.limit().getAsInt())
            : OptionalLong.empty();
    TaskData read = TaskData.read(task, data, limit);
    OptionalDouble chance = read.chance(task);
    TaskEvaluation.Asker asker =
        switch (read.items()) {
          case Items.Choices choices -> new ChoiceAsker(choices.items(), task.metrics(), chance);
          case Items.Completions completions ->
              new CompletionAsker(completions.items(), task.metrics());
          case Items.Pages pages -> new RollingAsker(pages.items(), task.metrics());
          case Items.Writings writings ->
              new WritingAsker(writings.items(), (Protocol.Writing) task.protocol(), chance);
        };
    return evaluation(task, read.hash(), read.items().size(), asker);
  }

  private Evaluation needle(Task task, Protocol.Needle needle) {
    Map<String, String> documents = new LinkedHashMap<>();
    if (needle.haystack() == Protocol.Haystack.VALIDATION) {
      documents.putAll(heldOut(task).documents());
    } else {
      TaskData.haystack(task, data)
          .forEach(document -> documents.put(document.id(), document.text()));
    }
    NeedleAsker asker = new NeedleAsker(needle, documents);
    return evaluation(task, ResultKey.sha256(documents.toString()), asker.cells(), asker);
  }

  private Evaluation ruler(Task task, Protocol.Ruler ruler) {
    RulerSources sources = sources(task, ruler);
    int samples = Math.min(ruler.samples(), settings.limit().orElse(Integer.MAX_VALUE));
    int items = ruler.tasks().size() * ruler.lengths().size() * samples;
    return evaluation(
        task, ResultKey.sha256(sources.toString()), items, new RulerAsker(ruler, sources));
  }

  /**
   * Texts of the tasks of RULER that need some.
   *
   * @throws MissingDataException naming all that are not there
   */
  private RulerSources sources(Task task, Protocol.Ruler ruler) {
    Set<RulerTask> tasks = ruler.tasks().stream().map(RulerTask::of).collect(Collectors.toSet());
    List<String> missing = new ArrayList<>();
    Optional<String> prose = Optional.empty();
    if (tasks.stream().anyMatch(RulerTask::needsProse)) {
      try {
        prose = Optional.of(essays());
      } catch (MissingDataException e) {
        missing.addAll(e.places());
      }
    }
    try {
      List<Question> squad =
          questions(tasks.contains(RulerTask.QA_1), "squad2/dev-v2.0.json", missing);
      List<Question> hotpot =
          questions(
              tasks.contains(RulerTask.QA_2), "hotpotqa/hotpot_dev_distractor_v1.json", missing);
      if (!missing.isEmpty()) {
        throw new MissingDataException(task.name(), missing);
      }
      return new RulerSources(prose, squad, hotpot);
    } catch (IOException e) {
      throw new EvaluationException(e.getMessage());
    }
  }

  /** The essays that needles are hidden in. */
  private String essays() {
    return TaskData.haystack(TaskCatalog.builtIn().find(ESSAYS), data).stream()
        .map(Items.Document::text)
        .collect(Collectors.joining("\n"));
  }

  private List<Question> questions(boolean needed, String name, List<String> missing)
      throws IOException {
    Path file = data.resolve(name);
    if (needed && !Files.isRegularFile(file)) {
      missing.add(file.toString());
    }
    if (!needed || !Files.isRegularFile(file)) {
      return List.of();
    }
    return name.startsWith("squad") ? QuestionFiles.squad(file) : QuestionFiles.hotpot(file);
  }

  private HeldOutText heldOut(Task task) {
    return new HeldOutText(
        folder
            .corpus()
            .orElseThrow(
                () ->
                    new EvaluationException(
                        "task %s asks about the held-out text of a study, and neither %s nor a folder above it has a corpus with a manifest.json"
                            .formatted(task.name(), folder.path()))));
  }

  private static Evaluation evaluation(
      Task task, String dataHash, int items, TaskEvaluation.Asker asker) {
    return new TaskEvaluation(
        task.name(), task.version(), task.hash(), dataHash, task.primary().word(), items, asker);
  }
}
