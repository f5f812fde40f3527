package org.isoline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.isoline.checkpoint.format.Format;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.checkpoint.format.ModelWriter;
import org.isoline.model.Cost;
import org.isoline.tensor.DType;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How a checkpoint is written, and what is said about it. */
final class ModelWriterOptions {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "Store every tensor as ${COMPLETION-CANDIDATES} (default: each as it is, to the bit).")
  private Optional<Stored> dtype = Optional.empty();

  @Option(
      names = "--max-shard-gb",
      paramLabel = "GB",
      defaultValue = "5",
      description = "Split weights into files of at most this many 1e9 bytes (default: 5).")
  private double maxShardGb;

  @Option(names = "--force", description = "Write into a folder that is not empty.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON document about what was written.")
  private boolean json;

  /** Types a checkpoint can have. */
  enum Stored {
    FLOAT32(DType.FLOAT32),
    BFLOAT16(DType.BFLOAT16),
    FLOAT16(DType.FLOAT16),
    FLOAT64(DType.FLOAT64);

    private final DType dtype;

    Stored(DType dtype) {
      this.dtype = dtype;
    }
  }

  int write(CommandSpec spec, ModelFolder model, Format format, Path to, Optional<Path> from)
      throws IOException {
    if (!(maxShardGb > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--max-shard-gb = " + maxShardGb + ", must be above 0");
    }
    if (!force && Files.isDirectory(to)) {
      try (var files = Files.list(to)) {
        if (files.findAny().isPresent()) {
          throw new ParameterException(
              spec.commandLine(),
              to + " is not empty; give another folder, or --force to write into it");
        }
      }
    }
    ModelWriter.write(
        model,
        format,
        to,
        new ModelWriter.Options(dtype.map(stored -> stored.dtype), (long) (maxShardGb * 1e9)));
    Cost cost = Cost.of(model.config());
    if (json) {
      spec.commandLine().getOut().println(document(model, format, to, cost));
    } else {
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%s: %s of %,d parameters, %d tensors, read as %s, written as %s to %s%n",
              from.orElse(model.path()),
              model.config().architecture().title(),
              cost.total(),
              format.tensors(model.config()).size(),
              model.format().id(),
              format.id(),
              to);
    }
    spec.commandLine().getOut().flush();
    return Main.DONE;
  }

  private static String document(ModelFolder model, Format format, Path to, Cost cost)
      throws JsonProcessingException {
    ObjectNode document = JSON.createObjectNode();
    document.put("from", model.path().toString());
    document.put("from_format", model.format().id());
    document.put("to", to.toString());
    document.put("to_format", format.id());
    document.put("architecture", model.config().architecture().id());
    document.put("params_total", cost.total());
    document.put("params_non_embedding", cost.nonEmbedding());
    document.put("tensors", format.tensors(model.config()).size());
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }
}
