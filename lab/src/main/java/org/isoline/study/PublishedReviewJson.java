package org.isoline.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.isoline.law.PowerLaw;
import org.isoline.law.PublishedLaws;

/** The review of the printed laws as JSON. */
public final class PublishedReviewJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PublishedReviewJson() {}

  /** The review as a tree; C in PFLOP/s-days. */
  public static ObjectNode of(PublishedReview review) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("source", PublishedLaws.SOURCE);
    root.put("convention", PublishedLaws.convention().describe());
    root.put("compute_unit", "PFLOP/s-days");
    root.set("budgets", array(PublishedReview.BUDGETS));
    root.set("return_budgets", array(PublishedReview.RETURN_BUDGETS));
    ArrayNode laws = root.putArray("laws");
    for (PublishedReview.Row row : review.rows()) {
      ObjectNode law = laws.addObject();
      law.put("arch", row.law().arch());
      power(law.putObject("loss"), row.law().loss());
      power(law.putObject("parameters"), row.law().parameters());
      power(law.putObject("tokens"), row.law().tokens());
      law.put("a_plus_b", row.exponents());
      law.put("flop_slope", row.flopSlope());
      law.put("consistency", row.consistency());
      law.set("compute_returned", array(row.returned()));
      law.set("losses", array(row.losses()));
      law.set("tokens_per_parameter", array(row.tokensPerParameter()));
      law.set("final_compute", array(row.finals()));
      law.put("crossing_with_llama", row.crossing().orElse(null));
    }
    ArrayNode halvings = root.putArray("llama_causal");
    for (PublishedReview.Halving halving : review.halvings()) {
      halvings
          .addObject()
          .put("size", halving.size())
          .put("compute_ratio", halving.compute())
          .put("loss_reduction", halving.loss());
    }
    return root;
  }

  private static void power(ObjectNode node, PowerLaw law) {
    node.put("coefficient", law.coefficient()).put("exponent", law.exponent());
  }

  private static ArrayNode array(List<Double> values) {
    ArrayNode array = MAPPER.createArrayNode();
    values.forEach(array::add);
    return array;
  }
}
