package org.isoline.evaluate.run;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.isoline.evaluate.score.Window;
import org.isoline.evaluate.score.Window.Overflow;
import org.isoline.model.ModelConfig;

/**
 * What is chosen besides task and checkpoint; part of a result's key.
 *
 * @param limit only so many items of a task, for a first look
 * @param window tokens that a model may look at; the length it was trained with by default
 * @param overflow what happens to prompts that are longer
 * @param stateful whether running text carries the state from window to window
 */
public record EvaluationSettings(
    OptionalInt limit, OptionalInt window, Overflow overflow, boolean stateful) {
  /** All items, the training length, longer prompts cut as lm-evaluation-harness does. */
  public static final EvaluationSettings DEFAULT =
      new EvaluationSettings(OptionalInt.empty(), OptionalInt.empty(), Overflow.TRUNCATE, false);

  /** The window for a model. */
  public Window windowOf(ModelConfig config) {
    return new Window(window.orElse(config.context()), overflow);
  }

  /** In words, by name. */
  public Map<String, String> words() {
    Map<String, String> words = new TreeMap<>();
    words.put("limit", limit.isPresent() ? Integer.toString(limit.getAsInt()) : "all");
    words.put("window", window.isPresent() ? Integer.toString(window.getAsInt()) : "training");
    words.put("overflow", overflow.name().toLowerCase(Locale.ROOT));
    words.put("running_text", stateful ? "stateful" : "windows");
    words.put("dtype", "float32");
    return words;
  }

  /** Hash of the words. */
  public String hash() {
    return ResultKey.sha256(words().toString());
  }
}
