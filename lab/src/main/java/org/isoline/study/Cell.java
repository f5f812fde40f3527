package org.isoline.study;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isoline.model.Architecture;
import org.isoline.model.DocumentBoundaries;
import org.isoline.model.ModelConfig;
import org.isoline.train.Recipe;

/**
 * One training run of a study.
 *
 * @param id architecture and size, such as {@code tnl-xs}; replicates after the first add their
 *     seed, such as {@code tnl-xs-s2}
 * @param architecture of the model
 * @param size name of the size
 * @param seed of the replicate, as in {@code train.seeds}
 * @param model what is trained
 * @param recipe how; its seeds derive from the study's seed and this one
 * @param inputsHash SHA-256 of what a run reads besides model and recipe: corpus and evaluation
 */
public record Cell(
    String id,
    Architecture architecture,
    String size,
    long seed,
    ModelConfig model,
    Recipe recipe,
    String inputsHash) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * SHA-256 of everything that decides what the run records; a run folder with another hash belongs
   * to another cell, even if the id is the same.
   */
  public String hash() {
    return content().hash();
  }

  /** How another cell differs from this, a line a key: {@code key: was X, now Y}. */
  public List<String> difference(Cell other) {
    return content().difference(other.content());
  }

  private Content content() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("model", convert(model));
    map.put("recipe", recipeContent());
    map.put("schedule", recipe.schedule().kind());
    map.put("inputs", inputsHash);
    return Content.of(map);
  }

  /** Without what earlier versions did not have, where it is as they were: cells stay theirs. */
  private Map<String, Object> recipeContent() {
    Map<String, Object> content = convert(recipe);
    if (recipe.documentBoundaries() == DocumentBoundaries.IGNORE) {
      content.remove("documentBoundaries");
    }
    return content;
  }

  private static Map<String, Object> convert(Object record) {
    return JSON.convertValue(record, new TypeReference<>() {});
  }
}
