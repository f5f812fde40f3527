package org.isoline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.isoline.evaluate.Generation;
import org.isoline.evaluate.Sampling;
import org.isoline.evaluate.Speed;

/** A generation as one JSON document. */
final class GenerationJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GenerationJson() {}

  /**
   * The document.
   *
   * @param restored tokens that a state file had read
   * @param prompt tokens that were read now
   */
  static String of(int restored, List<Integer> prompt, Sampling sampling, Generation generation) {
    ObjectNode document = JSON.createObjectNode();
    document.put("restored_tokens", restored);
    ids(document.putArray("prompt_tokens"), prompt);
    ids(document.putArray("tokens"), generation.tokens());
    ArrayNode logprobs = document.putArray("logprobs");
    generation.logProbabilities().forEach(logprobs::add);
    document.put("text", generation.text());
    document.put("stop_reason", generation.stop().name().toLowerCase(Locale.ROOT));
    ObjectNode timings = document.putObject("timings");
    speed(timings, "prefill", generation.reading());
    speed(timings, "decode", generation.decoding());
    document.put("state_bytes", generation.stateBytes());
    document.put("temperature", sampling.temperature());
    document.put("top_k", sampling.topK());
    document.put("top_p", sampling.topP());
    document.put("seed", sampling.seed());
    return document.toPrettyString();
  }

  private static void ids(ArrayNode array, List<Integer> ids) {
    ids.forEach(array::add);
  }

  private static void speed(ObjectNode timings, String name, Speed speed) {
    timings.put(name + "_tokens", speed.tokens());
    timings.put(name + "_seconds", speed.seconds());
    timings.put(name + "_tokens_per_second", speed.perSecond());
  }
}
