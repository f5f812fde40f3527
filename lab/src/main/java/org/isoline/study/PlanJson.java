package org.isoline.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.OptionalDouble;
import org.isoline.model.Cost;
import org.isoline.model.Cost.Convention;
import org.isoline.model.ParameterSpec.Group;
import org.isoline.model.Shape;
import org.isoline.model.TrainingMemory;
import org.isoline.study.Plan.Row;
import org.isoline.train.Recipe;

/** A plan as one JSON document. */
final class PlanJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PlanJson() {}

  static ObjectNode of(Plan plan, OptionalDouble gflops) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("study", plan.study().name());
    json.put("hash", plan.study().hash());
    plan.trainingTokens().ifPresent(tokens -> json.put("training_tokens", tokens));
    plan.passes()
        .ifPresent(
            passes ->
                json.put("unique_tokens", passes.uniqueTokens()).put("epochs", passes.epochs()));
    json.set("resolved", MAPPER.valueToTree(StudyFormat.write(plan.study())));
    ArrayNode cells = json.putArray("cells");
    plan.rows().forEach(row -> cells.add(cell(row, gflops)));
    json.set("checkpoints", checkpoints(plan));
    json.set("totals", totals(plan, gflops));
    ArrayNode warnings = json.putArray("warnings");
    plan.warnings()
        .forEach(
            warning ->
                warnings.addObject().put("text", warning.text()).put("source", warning.source()));
    return json;
  }

  private static ObjectNode cell(Row row, OptionalDouble gflops) {
    Cell cell = row.cell();
    Recipe recipe = cell.recipe();
    ObjectNode json = MAPPER.createObjectNode();
    json.put("id", cell.id());
    json.put("arch", cell.architecture().id());
    json.put("size", cell.size());
    json.put("seed", cell.seed());
    json.put("hash", cell.hash());
    json.set("shape", shape(cell.model().shape()));
    json.set("parameters", parameters(row));
    json.put("learning_rate", recipe.learningRate());
    json.put("init_seed", recipe.seed());
    json.put("data_seed", recipe.dataSeed());
    json.put("steps", recipe.steps());
    json.put("tokens", row.tokens());
    ObjectNode perToken = json.putObject("flops_per_token");
    ObjectNode flops = json.putObject("flops");
    ObjectNode days = json.putObject("pflops_days");
    for (Convention convention : Convention.values()) {
      perToken.put(convention.column(), row.cost().flopsPerToken(convention));
      flops.put(convention.column(), row.flops(convention));
      days.put(convention.column(), row.flops(convention) / Cost.PFLOPS_DAY);
    }
    perToken.put("embedding_and_head", row.cost().embeddingFlopsPerToken());
    json.put("state_bytes", row.stateBytes());
    json.set("memory_estimate_bytes", memory(row.memory()));
    InitialWeights initial = InitialWeights.of(cell.model());
    json.putObject("initial_weights").put("text", initial.text()).put("source", initial.source());
    gflops.ifPresent(rate -> json.put("seconds", row.seconds(rate)));
    return json;
  }

  private static ObjectNode shape(Shape shape) {
    return MAPPER
        .createObjectNode()
        .put("layers", shape.layers())
        .put("width", shape.width())
        .put("heads", shape.heads())
        .put("head_dim", shape.headDim())
        .put("glu_dim", shape.gluDim())
        .put("gate_dim", shape.gateDim())
        .put("tpe_dim", shape.tpeDim());
  }

  private static ObjectNode parameters(Row row) {
    ObjectNode json = MAPPER.createObjectNode();
    for (Group group : Group.values()) {
      json.put(group.name().toLowerCase(Locale.ROOT), row.cost().parameters(group));
    }
    return json.put("non_embedding", row.cost().nonEmbedding())
        .put("total", row.cost().total())
        .put("embedding_share", row.embeddingShare());
  }

  private static ObjectNode memory(TrainingMemory memory) {
    return MAPPER
        .createObjectNode()
        .put("weights", memory.weights())
        .put("gradients", memory.gradients())
        .put("moments", memory.moments())
        .put("activations", memory.activations())
        .put("temporaries", memory.temporaries())
        .put("total", memory.total());
  }

  private static ObjectNode checkpoints(Plan plan) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("runs", plan.rows().size());
    json.put("per_run", plan.checkpointSteps().size());
    json.put("total", plan.checkpoints());
    json.put("parameter_bytes", plan.checkpointBytes());
    ArrayNode steps = json.putArray("steps");
    ArrayNode tokens = json.putArray("tokens");
    for (long step : plan.checkpointSteps()) {
      steps.add(step);
      tokens.add(step * plan.recipe().batchTokens());
    }
    return json;
  }

  private static ObjectNode totals(Plan plan, OptionalDouble gflops) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("tokens", plan.rows().stream().mapToLong(Row::tokens).sum());
    ObjectNode days = json.putObject("pflops_days");
    for (Convention convention : Convention.values()) {
      days.put(convention.column(), plan.total(row -> row.flops(convention)) / Cost.PFLOPS_DAY);
    }
    gflops.ifPresent(
        rate -> {
          json.put("assumed_gflops", rate);
          json.put("seconds", plan.total(row -> row.seconds(rate)));
        });
    return json;
  }
}
