package org.isoline.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.isoline.model.Cost;
import org.isoline.model.Cost.Convention;
import org.isoline.model.ParameterSpec.Group;
import org.isoline.model.PrintedCounts;
import org.isoline.model.Shape;

/** The published table as one JSON document. */
final class PublishedTableJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PublishedTableJson() {}

  static ObjectNode of(PublishedTable table) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("source", "arXiv 2406.16690, Table 7");
    json.put("vocabulary", PrintedCounts.VOCABULARY);
    json.put("context", PrintedCounts.CONTEXT);
    json.put("step_tokens", PrintedCounts.STEP_TOKENS);
    ArrayNode models = json.putArray("models");
    for (PublishedTable.Row row : table.rows()) {
      ObjectNode model = models.addObject();
      model.put("size", row.printed().size());
      describe(model, row.cost());
      model.put("params_printed_millions", Double.parseDouble(row.printed().millions()));
      model.put("params_agree", row.parametersAgree());
      model.put("pflop_per_step_printed", Double.parseDouble(row.printed().petaflops()));
      model.put("pflop_per_step_agrees", row.petaflopsAgree());
    }
    ArrayNode shapes = json.putArray("shapes_1b");
    table.oneBillion().forEach(shape -> describe(shapes.addObject(), shape.cost()));
    ObjectNode agreement = json.putObject("agreement");
    agreement.put("models", table.rows().size());
    agreement.put("params", table.agreeingParameters());
    agreement.put("pflop_per_step", table.agreeingPetaflops());
    ArrayNode corrections = json.putArray("corrections");
    table.corrections().forEach(corrections::add);
    json.put("conclusion", table.conclusion());
    return json;
  }

  private static void describe(ObjectNode json, Cost cost) {
    Shape shape = cost.config().shape();
    json.put("arch", cost.config().architecture().id());
    json.put("layers", shape.layers());
    json.put("width", shape.width());
    json.put("heads", shape.heads());
    json.put("glu_dim", shape.gluDim());
    json.put("params_non_embedding", cost.nonEmbedding());
    json.put("params_embedding", cost.parameters(Group.EMBEDDING));
    json.put(
        "pflop_per_step", cost.flops(Convention.PAPER_TABLE, PrintedCounts.STEP_TOKENS) / 1e15);
    ObjectNode perToken = json.putObject("flops_per_token");
    perToken.put(Convention.PAPER.column(), cost.flopsPerToken(Convention.PAPER));
    perToken.put(Convention.CAUSAL.column(), cost.flopsPerToken(Convention.CAUSAL));
    json.put("state_bytes", cost.stateBytes(PrintedCounts.CONTEXT));
  }
}
