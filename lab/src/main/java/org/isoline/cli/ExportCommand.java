package org.isoline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.checkpoint.CheckpointException;
import org.isoline.checkpoint.format.Format;
import org.isoline.checkpoint.format.Formats;
import org.isoline.checkpoint.format.ModelFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isoline export}: a checkpoint for the programs people already use. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a checkpoint, of this program or any that import reads, in another format.",
      "",
      "A format that cannot express a model says what it lacks: the study's HGRN2, for example, has a"
          + " gated linear unit without activation, which flash-linear-attention has not."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:exported",
      "2:the checkpoint is malformed, or the format cannot hold this model",
      "3:the folder cannot be written"
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "Checkpoint, such as runs/quick/tnl-m/checkpoints/step-400.")
  private Path from;

  @Parameters(index = "1", paramLabel = "TO", description = "Folder to write.")
  private Path to;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "One of isoline, llama, hgrn2-fla, hgrn2, llama-opennlplab, transnormer, cosformer2"
              + " (default: the first but isoline that can hold the model).")
  private Optional<String> format = Optional.empty();

  @Mixin private ModelWriterOptions options;

  @Override
  public Integer call() throws IOException {
    try (ModelFolder model = ModelFolder.open(from)) {
      Format target = format.map(Formats::named).orElseGet(() -> firstThatHolds(model));
      return options.write(spec, model, target, to, Optional.empty());
    }
  }

  private static Format firstThatHolds(ModelFolder model) {
    List<String> reasons = new ArrayList<>();
    for (Format candidate : Formats.ALL) {
      if (!candidate.id().equals("isoline")) {
        try {
          candidate.write(model.config());
          return candidate;
        } catch (CheckpointException e) {
          reasons.add(e.getMessage());
        }
      }
    }
    throw new CheckpointException(String.join(System.lineSeparator(), reasons));
  }
}
