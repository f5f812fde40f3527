package org.isoline.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.isoline.TinyCorpus;
import org.isoline.checkpoint.CheckpointStore;
import org.isoline.checkpoint.TrainingState;
import org.isoline.checkpoint.format.ModelWriter;
import org.isoline.corpus.ByteTokenizer;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.corpus.TokenizerFile;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;

/** A folder like that of a study, with checkpoints of random weights over bytes. */
public final class TinyStudy {
  private static final Shape SHAPE = new Shape(1, 16, 2, 2, 8, 24, 5, 7);

  private TinyStudy() {}

  /** Saves one checkpoint of a run; its weights are a function of the step. */
  public static Path checkpoint(Path study, Architecture architecture, long step) {
    return checkpoint(study, architecture.id(), architecture, step);
  }

  /** Saves one checkpoint of a run of any name. */
  public static Path checkpoint(Path study, String run, Architecture architecture, long step) {
    ModelConfig config =
        ModelConfig.paper(architecture, SHAPE, ByteTokenizer.VOCABULARY, 64)
            .edit()
            .tied(false)
            .build();
    Path folder = study.resolve(run).resolve("checkpoints");
    try (Parameters parameters =
        Parameters.initialise(ParameterLayout.of(config), DType.FLOAT32, Device.CPU, 100 + step)) {
      CheckpointStore store = new CheckpointStore(folder);
      store.save(
          new TrainingState(step, step * 1000, "hash", 0, 0, 1),
          ModelWriter.ownConfiguration(config),
          parameters.named(),
          Map.of());
      if (!Files.exists(study.resolve("corpus/tokenizer.json"))) {
        Files.createDirectories(study.resolve("corpus"));
        TokenizerFile.save(new ByteTokenizer(), study.resolve("corpus/tokenizer.json"));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return folder.resolve("step-" + step);
  }

  /** Prepares a corpus of bytes with held-out text where a study has it. */
  public static void corpus(Path study, Path scratch) throws IOException {
    try (PreparedCorpus corpus = TinyCorpus.prepare(scratch)) {
      Files.move(scratch.resolve("out"), study.resolve("corpus"));
    }
  }
}
