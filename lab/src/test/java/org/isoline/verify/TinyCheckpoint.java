package org.isoline.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.isoline.checkpoint.Safetensors;
import org.isoline.checkpoint.format.ModelWriter;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;

/** Checkpoints of small models, as a user has them. */
final class TinyCheckpoint {
  private TinyCheckpoint() {}

  /** Random weights, changed as a test likes. */
  static Path write(Path folder, ModelConfig config, Consumer<Parameters> change)
      throws IOException {
    Files.createDirectories(folder);
    try (Scope scope = new Scope();
        Parameters parameters =
            Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 7)) {
      try (Autograd.Mode off = Autograd.off()) {
        change.accept(parameters);
      }
      Safetensors.write(
          folder.resolve("model.safetensors"), parameters.named(), java.util.Map.of());
    }
    Files.writeString(folder.resolve("config.json"), ModelWriter.ownConfiguration(config));
    return folder;
  }
}
