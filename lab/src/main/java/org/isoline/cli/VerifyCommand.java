package org.isoline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.tensor.DType;
import org.isoline.tensor.Threads;
import org.isoline.verify.CheckTable;
import org.isoline.verify.Checks;
import org.isoline.verify.Form;
import org.isoline.verify.GoldenCases;
import org.isoline.verify.TrustPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

  @Parameters(paramLabel = "CASE", arity = "0..*", description = "Folders of golden cases.")
  private List<Path> cases = List.of();

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = {
        "Instead of cases: a checkpoint of your own, against itself. Fast against recurrent form,"
            + " float32 against float64, chunks, windows with a carried state, token by token, batch,"
            + " padding, the gradient against differences of the loss, and a scan for numbers that"
            + " are none."
      })
  private Optional<Path> checkpoint = Optional.empty();

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
    if (cases.isEmpty() == checkpoint.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "give folders of golden cases, or --checkpoint DIR, and not both");
    }
    Threads.set(1);
    return checkpoint.isPresent() ? trust(checkpoint.get()) : golden();
  }

  private int golden() throws JsonProcessingException {
    List<Checks> results =
        GoldenCases.verify(cases, dtypes.stream().map(Precision::dtype).toList(), forms);
    long failed = results.stream().filter(result -> !result.pass()).count();
    ObjectNode document = JSON.createObjectNode();
    document.set("cases", JSON.valueToTree(results));
    document.put("pass", failed == 0);
    String summary =
        failed == 0
            ? "all %d passed%n".formatted(results.size())
            : "%d of %d failed%n".formatted(failed, results.size());
    print(CheckTable.of(results) + System.lineSeparator() + summary, document);
    return failed == 0 ? Main.DONE : Main.CHECK_FAILED;
  }

  private int trust(Path folder) throws JsonProcessingException {
    try (ModelFolder model = ModelFolder.open(folder)) {
      TrustPage page = TrustPage.of(model, TrustPage.Options.DEFAULT);
      print(page.text(), JSON.valueToTree(page));
      return page.pass() ? Main.DONE : Main.CHECK_FAILED;
    }
  }

  private void print(String text, JsonNode document) throws JsonProcessingException {
    PrintWriter people = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    people.print(text);
    people.flush();
    if (json) {
      spec.commandLine().getOut().println(JSON.writeValueAsString(document));
      spec.commandLine().getOut().flush();
    }
  }
}
