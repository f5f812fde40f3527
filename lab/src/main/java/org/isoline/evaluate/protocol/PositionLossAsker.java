package org.isoline.evaluate.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.PositionLoss;
import org.isoline.evaluate.PositionLoss.Bucket;
import org.isoline.evaluate.run.EvaluationSettings;
import org.isoline.evaluate.run.Measurement;
import org.isoline.evaluate.run.Outcome;
import org.isoline.evaluate.run.Prompts;
import org.isoline.evaluate.task.Metric;
import org.isoline.evaluate.task.Protocol;

/**
 * Loss by position, up to several times the length of training. The metrics are the mean over all
 * positions and the last bucket before each multiple of the training length; all buckets are in the
 * details.
 *
 * @param text where the text is
 * @param protocol buckets and lengths
 */
record PositionLossAsker(HeldOutText text, Protocol.PositionLoss protocol)
    implements TaskEvaluation.Asker {
  @Override
  public Outcome ask(LoadedModel model, EvaluationSettings settings, IntConsumer progress) {
    int context = settings.windowOf(model.config()).tokens();
    int length = Math.multiplyExact(context, protocol.times());
    int bucket = Math.min(protocol.bucket(), context);
    List<Bucket> buckets =
        text.with(
            model,
            shard ->
                new PositionLoss(shard, length, bucket, protocol.tokens()).score(model.decoder()));
    progress.accept(1);
    List<Measurement> measured = new ArrayList<>();
    measured.add(
        HeldOutAsker.measured(
            Metric.LOSS, mean(buckets, length), Double.NaN, buckets.getFirst().windows()));
    for (int times = 1; times <= protocol.times(); times *= 2) {
      measured.add(before(times * context, times, buckets));
    }
    return new Outcome(measured, buckets.getFirst().windows(), Prompts.NONE, details(buckets));
  }

  private static double mean(List<Bucket> buckets, int length) {
    return buckets.stream().mapToDouble(b -> b.loss() * (b.to() - b.from())).sum() / length;
  }

  /** The bucket that ends where so many tokens were read, or is cut there. */
  private static Measurement before(int position, int times, List<Bucket> buckets) {
    Bucket found =
        buckets.stream()
            .filter(bucket -> bucket.from() < position && position <= bucket.to())
            .findFirst()
            .orElseThrow();
    return new Measurement(
        Metric.LOSS.word() + "@" + times + "x",
        found.loss(),
        Double.isNaN(found.standardError())
            ? OptionalDouble.empty()
            : OptionalDouble.of(found.standardError()),
        found.windows(),
        OptionalDouble.empty(),
        false);
  }

  private static ObjectNode details(List<Bucket> buckets) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    ArrayNode list = details.putArray("buckets");
    for (Bucket bucket : buckets) {
      ObjectNode entry = list.addObject();
      entry.put("from", bucket.from());
      entry.put("to", bucket.to());
      entry.put("loss", bucket.loss());
      if (Double.isNaN(bucket.standardError())) {
        entry.putNull("standard_error");
      } else {
        entry.put("standard_error", bucket.standardError());
      }
      entry.put("windows", bucket.windows());
    }
    return details;
  }
}
