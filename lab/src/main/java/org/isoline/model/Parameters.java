package org.isoline.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.isoline.model.ParameterSpec.Initial;
import org.isoline.model.ParameterSpec.Training;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * The tensors of a model, those that are trained in two flat buffers.
 *
 * <p>All parameters that weight decay applies to are views of one buffer, the others of a second
 * one; gradients accumulate in two buffers laid out the same way. An optimiser step is then a
 * handful of operations on whole buffers, and a gradient norm is one.
 */
public final class Parameters implements AutoCloseable {
  private final ParameterLayout layout;
  private final Map<String, Tensor> views = new LinkedHashMap<>();
  private final Map<String, Tensor> gradients = new LinkedHashMap<>();
  private final List<Flat> flats;
  private final List<Tensor> owned = new ArrayList<>();

  /**
   * One buffer of parameters and the buffer of their gradients.
   *
   * @param values {@code [n]}
   * @param gradients {@code [n]}
   * @param decayed whether weight decay applies
   */
  public record Flat(Tensor values, Tensor gradients, boolean decayed) {}

  private Parameters(ParameterLayout layout, DType dtype, Device device) {
    this.layout = layout;
    this.flats =
        List.of(flat(Training.DECAYED, dtype, device), flat(Training.UNDECAYED, dtype, device));
    frozen(dtype, device);
  }

  /** Allocates zeros. */
  public static Parameters allocate(ParameterLayout layout, DType dtype, Device device) {
    return new Parameters(layout, dtype, device);
  }

  /** Allocates and draws initial values. */
  public static Parameters initialise(
      ParameterLayout layout, DType dtype, Device device, long seed) {
    Parameters parameters = allocate(layout, dtype, device);
    for (ParameterSpec spec : layout.parameters()) {
      try (Scope scope = new Scope();
          Autograd.Mode off = Autograd.off();
          Rng rng = Rng.seeded(seedOf(seed, spec.name()))) {
        InPlace.copy(parameters.get(spec.name()), draw(spec, rng));
      }
    }
    return parameters;
  }

  private Flat flat(Training training, DType dtype, Device device) {
    List<ParameterSpec> members = members(training);
    long total = members.stream().mapToLong(ParameterSpec::elements).sum();
    try (Scope scope = new Scope()) {
      Tensor values = keep(scope, Tensors.zeros(dtype, device, total));
      Tensor slopes = keep(scope, Tensors.zeros(dtype, device, total));
      long start = 0;
      for (ParameterSpec spec : members) {
        Tensor view = slice(values, start, spec);
        Tensor slope = keep(scope, slice(slopes, start, spec));
        view.requiresGrad(true);
        view.accumulateGradInto(slope);
        views.put(spec.name(), keep(scope, view));
        gradients.put(spec.name(), slope);
        start += spec.elements();
      }
      return new Flat(values, slopes, training == Training.DECAYED);
    }
  }

  private void frozen(DType dtype, Device device) {
    try (Scope scope = new Scope()) {
      for (ParameterSpec spec : members(Training.FROZEN)) {
        views.put(spec.name(), keep(scope, Tensors.zeros(dtype, device, spec.extents())));
      }
    }
  }

  private static Tensor slice(Tensor flat, long start, ParameterSpec spec) {
    return flat.narrow(0, start, spec.elements()).reshape(spec.extents()).detach();
  }

  private Tensor keep(Scope scope, Tensor tensor) {
    owned.add(scope.keep(tensor));
    return tensor;
  }

  /** A tensor's own stream, so that its start does not depend on which others the model has. */
  private static long seedOf(long seed, String name) {
    CRC32C crc = new CRC32C();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return seed * 0x9E3779B97F4A7C15L + crc.getValue();
  }

  private static Tensor draw(ParameterSpec spec, Rng rng) {
    long[] shape = spec.extents();
    return switch (spec.initial()) {
      case Initial.Uniform(double bound) -> rng.uniform(-bound, bound, DType.FLOAT32, shape);
      case Initial.Normal(double deviation) -> rng.normal(deviation, DType.FLOAT32, shape);
      case Initial.Constant(double value) -> Tensors.full(value, DType.FLOAT64, Device.CPU, shape);
      case Initial.Numbers(List<Double> values) ->
          Tensors.of(values.stream().mapToDouble(Double::doubleValue).toArray(), shape);
    };
  }

  /** What the parameters are. */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * A parameter by its checkpoint name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public Tensor get(String name) {
    return lookUp(views, name);
  }

  /**
   * The accumulated gradient of a parameter.
   *
   * @throws IllegalArgumentException if there is no such parameter, or it is frozen
   */
  public Tensor gradient(String name) {
    return lookUp(gradients, name);
  }

  private static Tensor lookUp(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "no parameter '" + name + "'; there are " + tensors.keySet());
    }
    return tensor;
  }

  /** The buffers behind the parameters: the decayed ones, then the others. */
  public List<Flat> flats() {
    return flats;
  }

  /** Every parameter by its checkpoint name, in layout order. */
  public Map<String, Tensor> named() {
    Map<String, Tensor> named = new LinkedHashMap<>();
    layout.parameters().forEach(spec -> named.put(spec.name(), views.get(spec.name())));
    return named;
  }

  /**
   * Cuts a buffer that is laid out like one of {@link #flats()} into views by parameter name.
   *
   * @param buffer {@code [n]}
   * @param decayed which of the two layouts it has
   */
  public Map<String, Tensor> slices(Tensor buffer, boolean decayed) {
    Map<String, Tensor> slices = new LinkedHashMap<>();
    long start = 0;
    for (ParameterSpec spec : members(decayed ? Training.DECAYED : Training.UNDECAYED)) {
      slices.put(spec.name(), slice(buffer, start, spec));
      start += spec.elements();
    }
    return slices;
  }

  private List<ParameterSpec> members(Training training) {
    return layout.parameters().stream().filter(spec -> spec.training() == training).toList();
  }

  /** Sets all gradients to zero. */
  public void zeroGradients() {
    try (Scope scope = new Scope()) {
      flats.forEach(flat -> InPlace.fill(flat.gradients(), 0));
    }
  }

  @Override
  public void close() {
    owned.forEach(Tensor::close);
  }
}
