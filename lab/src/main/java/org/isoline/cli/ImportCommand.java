package org.isoline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.isoline.checkpoint.format.Formats;
import org.isoline.checkpoint.format.ModelFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isoline import}: a checkpoint of the world becomes one of ours. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Reads a checkpoint of another program and writes it as one of this program's, which every"
          + " command takes. The format is recognised by content: Hugging Face LLaMA (also with"
          + " grouped queries, and the study's with LayerNorm), HGRN2 of flash-linear-attention and"
          + " of its authors, TransNormerLLM 1 to 3, cosFormer2, and llama2.c files.",
      "",
      "Numbers keep their type and their bits. Tensors that are missing, unknown or of another shape"
          + " are named, all at once."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:imported",
      "2:the checkpoint is malformed or of no known format",
      "3:the folder cannot be written"
    })
final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description =
          "Folder with config.json and weights in safetensors (one file, or shards with an index),"
              + " or a llama2.c .bin file.")
  private Path from;

  @Parameters(index = "1", paramLabel = "TO", description = "Folder to write.")
  private Path to;

  @Mixin private ModelWriterOptions options;

  @Override
  public Integer call() throws IOException {
    try (ModelFolder model = ModelFolder.open(from)) {
      return options.write(spec, model, Formats.named("isoline"), to, Optional.of(from));
    }
  }
}
