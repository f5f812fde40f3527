package org.isoline.model;

import java.util.List;
import org.isoline.model.ModelConfig.Decay;
import org.isoline.model.ModelConfig.Gate;
import org.isoline.model.ModelConfig.Init;
import org.isoline.model.ModelConfig.Norm;
import org.isoline.model.ModelConfig.Position;
import org.isoline.model.ModelConfig.Rotary;
import org.isoline.model.ModelConfig.Tpe;
import org.isoline.ops.glu.Activation;

/**
 * Makes a {@link ModelConfig} flag by flag; its parameters say what each means. A new builder has
 * none of everything: no activation, gate, decay, position code or output norm, a score scale of 1,
 * a tied head.
 */
public final class ModelConfigBuilder {
  private final Architecture architecture;
  private Shape shape;
  private Norm norm = Norm.SRMSNORM;
  private double normEps = 1e-6;
  private double outputNormEps = 1e-6;
  private List<Integer> cosineLayers = List.of();
  private int vocabulary = 1;
  private int context = 1;
  private Activation gluActivation = Activation.NONE;
  private Activation qkActivation = Activation.NONE;
  private Activation valueActivation = Activation.NONE;
  private double scoreScale = 1;
  private Gate gate = Gate.NONE;
  private boolean outputNorm = false;
  private Decay decay = Decay.NONE;
  private Position position = Position.NONE;
  private Rotary rotary = Rotary.SHARED;
  private double rotaryBase = 10_000;
  private Tpe tpe = Tpe.NONE;
  private boolean scaleEmbedding = false;
  private boolean tied = true;
  private Init init = Init.METASEQ;

  ModelConfigBuilder(Architecture architecture, Shape shape) {
    this.architecture = architecture;
    this.shape = shape;
  }

  ModelConfigBuilder(ModelConfig config) {
    this(config.architecture(), config.shape());
    norm = config.norm();
    normEps = config.normEps();
    cosineLayers = config.cosineLayers();
    vocabulary = config.vocabulary();
    context = config.context();
    outputNormEps = config.outputNormEps();
    gluActivation = config.gluActivation();
    qkActivation = config.qkActivation();
    valueActivation = config.valueActivation();
    scoreScale = config.scoreScale();
    gate = config.gate();
    outputNorm = config.outputNorm();
    decay = config.decay();
    position = config.position();
    rotary = config.rotary();
    rotaryBase = config.rotaryBase();
    tpe = config.tpe();
    scaleEmbedding = config.scaleEmbedding();
    tied = config.tied();
    init = config.init();
  }

  /** Checks the flags and makes the configuration. */
  public ModelConfig build() {
    return new ModelConfig(
        architecture,
        shape,
        vocabulary,
        context,
        norm,
        normEps,
        outputNormEps,
        gluActivation,
        qkActivation,
        valueActivation,
        scoreScale,
        gate,
        outputNorm,
        decay,
        position,
        cosineLayers,
        rotary,
        rotaryBase,
        tpe,
        scaleEmbedding,
        tied,
        init);
  }

  /** Sets the extents. */
  public ModelConfigBuilder shape(Shape value) {
    shape = value;
    return this;
  }

  /** Sets the kind of every norm and the eps of all of them. */
  public ModelConfigBuilder norm(Norm kind, double eps) {
    norm = kind;
    normEps = eps;
    outputNormEps = eps;
    return this;
  }

  /** Sets the layers with cosine LRPE, and with them the position code. */
  public ModelConfigBuilder cosineLayers(List<Integer> layers) {
    cosineLayers = layers;
    position = layers.isEmpty() ? Position.NONE : Position.COSINE;
    return this;
  }

  /** Sets {@link ModelConfig#vocabulary}. */
  public ModelConfigBuilder vocabulary(int value) {
    vocabulary = value;
    return this;
  }

  /** Sets {@link ModelConfig#context}. */
  public ModelConfigBuilder context(int value) {
    context = value;
    return this;
  }

  /** Sets {@link ModelConfig#outputNormEps}. */
  public ModelConfigBuilder outputNormEps(double value) {
    outputNormEps = value;
    return this;
  }

  /** Sets {@link ModelConfig#gluActivation}. */
  public ModelConfigBuilder gluActivation(Activation value) {
    gluActivation = value;
    return this;
  }

  /** Sets {@link ModelConfig#qkActivation}. */
  public ModelConfigBuilder qkActivation(Activation value) {
    qkActivation = value;
    return this;
  }

  /** Sets {@link ModelConfig#valueActivation}. */
  public ModelConfigBuilder valueActivation(Activation value) {
    valueActivation = value;
    return this;
  }

  /** Sets {@link ModelConfig#scoreScale}. */
  public ModelConfigBuilder scoreScale(double value) {
    scoreScale = value;
    return this;
  }

  /** Sets {@link ModelConfig#gate}. */
  public ModelConfigBuilder gate(Gate value) {
    gate = value;
    return this;
  }

  /** Sets {@link ModelConfig#outputNorm}. */
  public ModelConfigBuilder outputNorm(boolean value) {
    outputNorm = value;
    return this;
  }

  /** Sets {@link ModelConfig#decay}. */
  public ModelConfigBuilder decay(Decay value) {
    decay = value;
    return this;
  }

  /** Sets {@link ModelConfig#position}. */
  public ModelConfigBuilder position(Position value) {
    position = value;
    return this;
  }

  /** Sets {@link ModelConfig#rotary}. */
  public ModelConfigBuilder rotary(Rotary value) {
    rotary = value;
    return this;
  }

  /** Sets {@link ModelConfig#rotaryBase}. */
  public ModelConfigBuilder rotaryBase(double value) {
    rotaryBase = value;
    return this;
  }

  /** Sets {@link ModelConfig#tpe}. */
  public ModelConfigBuilder tpe(Tpe value) {
    tpe = value;
    return this;
  }

  /** Sets {@link ModelConfig#scaleEmbedding}. */
  public ModelConfigBuilder scaleEmbedding(boolean value) {
    scaleEmbedding = value;
    return this;
  }

  /** Sets {@link ModelConfig#tied}. */
  public ModelConfigBuilder tied(boolean value) {
    tied = value;
    return this;
  }

  /** Sets {@link ModelConfig#init}. */
  public ModelConfigBuilder init(Init value) {
    init = value;
    return this;
  }
}
