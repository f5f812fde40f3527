package org.isoline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.isoline.tensor.DType;
import org.isoline.tensor.Threads;
import org.isoline.verify.Checks;
import org.isoline.verify.ChecksText;
import org.isoline.verify.Form;
import org.isoline.verify.GoldenCases;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isoline verify}: is this the model that was published? */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compares models with golden cases: logits, loss, norm and entries of every gradient, and"
          + " the losses of five AdamW updates, in float64 and float32, by the fast kernels and by"
          + " every other form of them.",
      "",
      "A case is a folder with config.json and model.safetensors in any format that import reads,"
          + " io.safetensors (input_ids, logits) and expected.json, made by an independent"
          + " implementation."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is within tolerance",
      "1:something is not",
      "2:a folder is malformed; the message names the file and the tensor or key"
    })
final class VerifyCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CASE", arity = "1..*", description = "Folders of golden cases.")
  private List<Path> cases = List.of();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      split = ",",
      description = "Element types of the computation: ${COMPLETION-CANDIDATES} (default: both).")
  private List<Precision> dtypes = List.of(Precision.values());

  @Option(
      names = "--form",
      paramLabel = "FORM",
      split = ",",
      description = "Forms of the kernels: ${COMPLETION-CANDIDATES} (default: all).")
  private List<Form> forms = List.of(Form.values());

  @Option(
      names = "--json",
      description = "Print one JSON document on standard output; the table goes to standard error.")
  private boolean json;

  /** Types in which a case can be computed. */
  enum Precision {
    FLOAT64,
    FLOAT32;

    DType dtype() {
      return this == FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    }
  }

  @Override
  public Integer call() throws JsonProcessingException {
    Threads.set(1);
    List<Checks> results =
        GoldenCases.verify(cases, dtypes.stream().map(Precision::dtype).toList(), forms);
    return print(results);
  }

  private int print(List<Checks> results) throws JsonProcessingException {
    boolean pass = results.stream().allMatch(Checks::pass);
    PrintWriter people = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    people.print(ChecksText.of(results));
    people.flush();
    if (json) {
      ObjectNode document = JSON.createObjectNode();
      document.set("cases", JSON.valueToTree(results));
      document.put("pass", pass);
      spec.commandLine().getOut().println(JSON.writeValueAsString(document));
      spec.commandLine().getOut().flush();
    }
    return pass ? Main.DONE : Main.CHECK_FAILED;
  }
}
