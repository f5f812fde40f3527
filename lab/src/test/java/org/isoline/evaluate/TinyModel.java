package org.isoline.evaluate;

import org.isoline.corpus.ByteTokenizer;
import org.isoline.model.Architecture;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.ModelConfig;
import org.isoline.model.ParameterLayout;
import org.isoline.model.Parameters;
import org.isoline.model.Shape;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;

/** A model of bytes with random weights. */
public record TinyModel(Decoder decoder, Parameters parameters) implements AutoCloseable {
  static final Shape SHAPE = new Shape(2, 24, 2, 2, 12, 32, 5, 7);

  public static TinyModel of(Architecture architecture, DType dtype, long seed) {
    // With a tied head a model of random weights repeats its last token.
    ModelConfig config =
        ModelConfig.paper(architecture, SHAPE, ByteTokenizer.VOCABULARY, 64)
            .edit()
            .tied(false)
            .build();
    Parameters parameters =
        Parameters.initialise(ParameterLayout.of(config), dtype, Device.CPU, seed);
    return new TinyModel(new Decoder(config, parameters, Kernels.chunkwise(16, 64)), parameters);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
