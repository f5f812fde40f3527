package org.isoline.evaluate;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.corpus.Tokenizer;
import org.isoline.evaluate.score.Encoding;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.Parameters;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;

/**
 * A checkpoint of any format in memory, ready to be asked: weights, tokenizer, and the tokens that
 * begin and end its texts. Closes its weights.
 */
public final class LoadedModel implements AutoCloseable {
  private final Parameters parameters;
  private final Decoder decoder;
  private final Tokenizer tokenizer;
  private final Encoding encoding;
  private final Generator generator;

  private LoadedModel(
      Parameters parameters, ModelFolder folder, Tokenizer tokenizer, Kernels kernels) {
    this.parameters = parameters;
    this.decoder = new Decoder(folder.config(), parameters, kernels);
    this.tokenizer = tokenizer;
    this.encoding = Encoding.of(tokenizer, folder.specialTokens().begin());
    Set<Integer> ends = folder.specialTokens().end().stream().boxed().collect(Collectors.toSet());
    this.generator = new Generator(tokenizer, ends);
  }

  /**
   * Loads a model.
   *
   * @param checkpoint folder or file of any format that is read
   * @param tokenizerFile its tokenizer; by default the one beside it or that of its study
   * @param dtype to compute in, FLOAT32 for scores that can be compared
   * @throws org.isoline.checkpoint.CheckpointException if it is no model, or is torn
   * @throws org.isoline.corpus.CorpusException if there is no tokenizer
   * @throws EvaluationException if the tokenizer is another model's
   */
  public static LoadedModel open(
      Path checkpoint, Optional<Path> tokenizerFile, DType dtype, Kernels kernels) {
    try (ModelFolder folder = ModelFolder.open(checkpoint)) {
      Tokenizer tokenizer = TokenizerSearch.of(folder, tokenizerFile);
      Generator.requireFit(tokenizer, folder.config());
      return new LoadedModel(folder.parameters(dtype, Device.CPU), folder, tokenizer, kernels);
    }
  }

  /** What it is. */
  public ModelConfig config() {
    return decoder.config();
  }

  /** The model. */
  public Decoder decoder() {
    return decoder;
  }

  /** Its tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** How texts become what it reads. */
  public Encoding encoding() {
    return encoding;
  }

  /** What writes with it. */
  public Generator generator() {
    return generator;
  }

  @Override
  public void close() {
    parameters.close();
  }
}
