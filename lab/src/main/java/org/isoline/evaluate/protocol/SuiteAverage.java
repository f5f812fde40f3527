package org.isoline.evaluate.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.isoline.evaluate.average.Average;
import org.isoline.evaluate.average.Averaged;
import org.isoline.evaluate.average.Measured;
import org.isoline.evaluate.run.Measurement;
import org.isoline.evaluate.run.Prompts;
import org.isoline.evaluate.run.Result;
import org.isoline.evaluate.run.ResultKey;
import org.isoline.evaluate.run.ResultTable;
import org.isoline.evaluate.run.TableAverage;
import org.isoline.evaluate.task.Metric;
import org.isoline.evaluate.task.Protocol;
import org.isoline.evaluate.task.Task;

/**
 * An average such as csr7 over the results of its parts, checkpoint by checkpoint. Parts without a
 * result are named in the table; what they do to the value is the average's own rule.
 */
final class SuiteAverage implements TableAverage {
  private final Task task;
  private final Average average;

  SuiteAverage(Task task, Protocol.Average protocol) {
    this.task = task;
    this.average =
        Average.of(
            task.name(),
            protocol.whenMissing(),
            protocol.parts().stream().map(Protocol.Part::shown).toList());
  }

  @Override
  public List<ResultTable.Row> rows(List<Result> results) {
    Map<String, List<Result>> byCheckpoint = new LinkedHashMap<>();
    for (Result result : results) {
      byCheckpoint.computeIfAbsent(result.checkpoint().name(), _ -> new ArrayList<>()).add(result);
    }
    List<ResultTable.Row> rows = new ArrayList<>();
    byCheckpoint.values().forEach(own -> row(own).ifPresent(rows::add));
    return rows;
  }

  private java.util.Optional<ResultTable.Row> row(List<Result> results) {
    Map<String, Measured> scores = new HashMap<>();
    Map<String, OptionalDouble> chances = new HashMap<>();
    for (Result result : results) {
      for (Measurement measurement : result.metrics()) {
        String key = result.key().task() + ":" + measurement.name();
        scores.put(key, new Measured(measurement.value(), measurement.standardError()));
        chances.put(key, measurement.chance());
      }
    }
    Averaged averaged = average.over(scores);
    if (averaged.used().isEmpty()) {
      return java.util.Optional.empty();
    }
    Measurement measurement =
        new Measurement(
            Metric.MEAN.word(),
            averaged.value().orElse(Double.NaN),
            averaged.standardError(),
            averaged.used().size(),
            chance(averaged, chances),
            true);
    Result derived = derived(results, averaged, measurement);
    return java.util.Optional.of(
        new ResultTable.Row(derived, measurement, String.join(" ", averaged.missing())));
  }

  /** The mean of the parts' chances, where all have one and none is missing. */
  private static OptionalDouble chance(Averaged averaged, Map<String, OptionalDouble> chances) {
    double sum = 0;
    for (String key : averaged.used()) {
      OptionalDouble chance = chances.getOrDefault(key, OptionalDouble.empty());
      if (chance.isEmpty()) {
        return OptionalDouble.empty();
      }
      sum += chance.getAsDouble();
    }
    return averaged.missing().isEmpty()
        ? OptionalDouble.of(sum / averaged.used().size())
        : OptionalDouble.empty();
  }

  private Result derived(List<Result> results, Averaged averaged, Measurement measurement) {
    Result first = results.getFirst();
    List<Result> parts =
        results.stream()
            .filter(
                result ->
                    averaged.used().stream()
                        .anyMatch(key -> key.startsWith(result.key().task() + ":")))
            .toList();
    return new Result(
        Result.FORMAT,
        new ResultKey(
            task.name(),
            task.version(),
            task.hash(),
            "",
            first.checkpoint().hash(),
            first.key().settingsHash()),
        first.checkpoint(),
        measurement.name(),
        List.of(measurement),
        parts.stream().mapToLong(Result::items).sum(),
        Prompts.NONE,
        first.settings(),
        JsonNodeFactory.instance.objectNode(),
        parts.stream().mapToDouble(Result::seconds).sum(),
        first.isoline(),
        first.finished());
  }
}
