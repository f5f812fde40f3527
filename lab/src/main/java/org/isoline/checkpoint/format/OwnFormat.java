package org.isoline.checkpoint.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;

/** This program's checkpoints: our names, and a configuration with every flag. */
public final class OwnFormat implements Format {
  private static final String MODEL_TYPE = "isoline";
  private static final int VERSION = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  @Override
  public String id() {
    return MODEL_TYPE;
  }

  @Override
  public boolean recognises(ConfigFile config) {
    return config.word("model_type").equals(MODEL_TYPE);
  }

  @Override
  public ModelConfig read(ConfigFile config, Set<String> weights) {
    config.require(
        "isoline_format",
        config.positive("isoline_format") == VERSION,
        VERSION + "; it was written by another version of this program");
    try {
      return JSON.treeToValue(config.tree().path("model"), ModelConfig.class);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new CheckpointException(config.where() + ": model is malformed: " + e.getMessage(), e);
    }
  }

  @Override
  public List<StoredTensor> tensors(ModelConfig config) {
    TensorMap map = new TensorMap(config);
    ParameterLayout.of(config).parameters().forEach(spec -> map.same(spec.name()));
    return map.complete();
  }

  @Override
  public ObjectNode write(ModelConfig config) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("model_type", MODEL_TYPE);
    tree.put("isoline_format", VERSION);
    tree.set("model", JSON.valueToTree(config));
    return tree;
  }
}
