package org.isoline.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * An array of numbers with a shape, an element type and a device; a node of the autograd tape.
 *
 * <p>Operations broadcast as in NumPy and return new tensors (views where the name says so in
 * libtorch: reshape, transpose, narrow, select, unbind, expand); negative dimensions count from the
 * end. Every operation throws {@link TensorException} with its name and the operands' shapes if
 * they do not fit. Memory belongs to the innermost open {@link Scope} of the thread.
 */
public final class Tensor implements AutoCloseable {
  private final org.bytedeco.pytorch.Tensor raw;

  Tensor(org.bytedeco.pytorch.Tensor raw) {
    this.raw = raw;
  }

  org.bytedeco.pytorch.Tensor raw() {
    return raw;
  }

  /** Extents of all dimensions. */
  public long[] shape() {
    return LongStream.range(0, raw.dim()).map(raw::size).toArray();
  }

  /** Extent of one dimension. */
  public long size(int dimension) {
    return raw.size(dimension);
  }

  /** Number of dimensions. */
  public int rank() {
    return (int) raw.dim();
  }

  /** Number of elements. */
  public long elements() {
    return raw.numel();
  }

  /** Element type. */
  public DType dtype() {
    return DType.of(raw.scalar_type());
  }

  /** Where the elements are. */
  public Device device() {
    return raw.is_cuda()
        ? new Device(Device.Kind.CUDA, Math.max(0, raw.device().index()))
        : Device.CPU;
  }

  /**
   * The elements of a contiguous CPU tensor in row-major order, without a copy. Valid as long as
   * the tensor is.
   *
   * @throws IllegalStateException if the tensor is not contiguous or not on the CPU
   */
  public MemorySegment data() {
    if (!raw.is_contiguous() || raw.is_cuda()) {
      throw new IllegalStateException(
          this + " has no contiguous host memory; call contiguous() or to(CPU)");
    }
    if (raw.numel() == 0) {
      return MemorySegment.NULL;
    }
    return MemorySegment.ofAddress(raw.data_ptr().address())
        .reinterpret(Math.multiplyExact(raw.numel(), dtype().bytes()));
  }

  /** The only element of a one-element tensor. */
  public double item() {
    try {
      return raw.item_double();
    } catch (RuntimeException e) {
      throw TensorException.of("item", e, this);
    }
  }

  /** All elements in row-major order. Tensors of any floating or integer type. */
  public double[] toDoubles() {
    return onHost(DType.FLOAT64, data -> data.toArray(ValueLayout.JAVA_DOUBLE));
  }

  /** All elements in row-major order, rounded to binary32. */
  public float[] toFloats() {
    return onHost(DType.FLOAT32, data -> data.toArray(ValueLayout.JAVA_FLOAT));
  }

  /** All elements of an integer tensor in row-major order. */
  public long[] toLongs() {
    return onHost(DType.INT64, data -> data.toArray(ValueLayout.JAVA_LONG));
  }

  private <T> T onHost(DType dtype, Function<MemorySegment, T> copy) {
    try (Scope scope = new Scope()) {
      return copy.apply(to(Device.CPU).to(dtype).contiguous().data());
    }
  }

  /** The same numbers in another type; this tensor itself if it has that type already. */
  public Tensor to(DType dtype) {
    return Native.call("to " + dtype, () -> raw.to(dtype.raw()), this);
  }

  /** The same numbers on another device; this tensor itself if it is there already. */
  public Tensor to(Device device) {
    if (device.equals(device())) {
      return this;
    }
    return Native.call(
        "to " + device,
        () ->
            raw.to(
                device.raw(),
                raw.scalar_type(),
                false,
                false,
                new org.bytedeco.pytorch.MemoryFormatOptional()),
        this);
  }

  /** The same elements in another shape; one extent may be -1. */
  public Tensor reshape(long... shape) {
    return Native.call("reshape", () -> raw.reshape(shape), this);
  }

  /** Exchanges two dimensions. */
  public Tensor transpose(int first, int second) {
    return Native.call("transpose", () -> raw.transpose(first, second), this);
  }

  /** Dimensions in another order. */
  public Tensor permute(long... order) {
    return Native.call("permute", () -> raw.permute(order), this);
  }

  /** {@code length} slices from {@code start} on. */
  public Tensor narrow(int dimension, long start, long length) {
    return Native.call("narrow", () -> raw.narrow(dimension, start, length), this);
  }

  /** One slice, without its dimension. In a loop under autograd use {@link #unbind}. */
  public Tensor select(int dimension, long index) {
    return Native.call("select", () -> raw.select(dimension, index), this);
  }

  /** A new dimension of extent 1. */
  public Tensor unsqueeze(int dimension) {
    return Native.call("unsqueeze", () -> raw.unsqueeze(dimension), this);
  }

  /** Without a dimension of extent 1. */
  public Tensor squeeze(int dimension) {
    return Native.call("squeeze", () -> raw.squeeze(dimension), this);
  }

  /** Repeats dimensions of extent 1 without copying; -1 keeps an extent. */
  public Tensor expand(long... shape) {
    return Native.call("expand", () -> raw.expand(shape), this);
  }

  /** The main diagonal of two dimensions, as a new last dimension of a view. */
  public Tensor diagonal(int first, int second) {
    return Native.call("diagonal", () -> raw.diagonal(0, first, second), this);
  }

  /** Reversed along one dimension. */
  public Tensor flip(int dimension) {
    return Native.call("flip", () -> raw.flip(dimension), this);
  }

  /** In row-major order; itself if it is already. */
  public Tensor contiguous() {
    return raw.is_contiguous() ? this : Native.call("contiguous", () -> raw.contiguous(), this);
  }

  /** The same storage, off the tape. */
  public Tensor detach() {
    return Native.call("detach", () -> raw.detach(), this);
  }

  /** A copy. */
  public Tensor copy() {
    return Native.call("clone", () -> raw.clone(), this);
  }

  /** All slices along a dimension, as views made in one operation. */
  public List<Tensor> unbind(int dimension) {
    try {
      TensorVector slices = raw.unbind(dimension);
      return LongStream.range(0, slices.size())
          .mapToObj(i -> new Tensor(new org.bytedeco.pytorch.Tensor(slices.get(i))))
          .toList();
    } catch (RuntimeException e) {
      throw TensorException.of("unbind", e, this);
    }
  }

  /** Sum. */
  public Tensor add(Tensor other) {
    return Native.call("add", () -> raw.add(other.raw), this, other);
  }

  /** Adds a number. */
  public Tensor add(double number) {
    return Native.call("add", () -> raw.add(new Scalar(number)), this);
  }

  /** Difference. */
  public Tensor sub(Tensor other) {
    return Native.call("sub", () -> raw.sub(other.raw), this, other);
  }

  /** Product, element by element. */
  public Tensor mul(Tensor other) {
    return Native.call("mul", () -> raw.mul(other.raw), this, other);
  }

  /** Multiplies by a number. */
  public Tensor mul(double number) {
    return Native.call("mul", () -> raw.mul(new Scalar(number)), this);
  }

  /** Quotient, element by element. */
  public Tensor div(Tensor other) {
    return Native.call("div", () -> raw.div(other.raw), this, other);
  }

  /** Matrix product over the last two dimensions; the others broadcast. */
  public Tensor matmul(Tensor other) {
    return Native.call("matmul", () -> raw.matmul(other.raw), this, other);
  }

  /** Sign reversed. */
  public Tensor neg() {
    return Native.call("neg", () -> raw.neg(), this);
  }

  /** e^x. */
  public Tensor exp() {
    return Native.call("exp", () -> raw.exp(), this);
  }

  /** Natural logarithm. */
  public Tensor log() {
    return Native.call("log", () -> raw.log(), this);
  }

  /** ln(1 + x). */
  public Tensor log1p() {
    return Native.call("log1p", () -> raw.log1p(), this);
  }

  /** Square root. */
  public Tensor sqrt() {
    return Native.call("sqrt", () -> raw.sqrt(), this);
  }

  /** 1 / sqrt(x). */
  public Tensor rsqrt() {
    return Native.call("rsqrt", () -> raw.rsqrt(), this);
  }

  /** x^2. */
  public Tensor square() {
    return Native.call("square", () -> raw.square(), this);
  }

  /** Sine of radians. */
  public Tensor sin() {
    return Native.call("sin", () -> raw.sin(), this);
  }

  /** Cosine of radians. */
  public Tensor cos() {
    return Native.call("cos", () -> raw.cos(), this);
  }

  /** Absolute value. */
  public Tensor abs() {
    return Native.call("abs", () -> raw.abs(), this);
  }

  /** 1 / (1 + e^-x). */
  public Tensor sigmoid() {
    return Native.call("sigmoid", () -> raw.sigmoid(), this);
  }

  /** max(x, 0). */
  public Tensor relu() {
    return Native.call("relu", () -> raw.relu(), this);
  }

  /** x sigmoid(x). */
  public Tensor silu() {
    return Native.call("silu", () -> torch.silu(raw), this);
  }

  /** ln sigmoid(x), without overflow. */
  public Tensor logSigmoid() {
    return Native.call("logSigmoid", () -> torch.log_sigmoid(raw), this);
  }

  /** ln(e^x + e^y), without overflow. */
  public Tensor logAddExp(Tensor other) {
    return Native.call("logAddExp", () -> torch.logaddexp(raw, other.raw), this, other);
  }

  /** Power with a constant exponent. */
  public Tensor pow(double number) {
    return Native.call("pow", () -> raw.pow(new Scalar(number)), this);
  }

  /** Power, element by element; 0^0 is 1. */
  public Tensor pow(Tensor exponent) {
    return Native.call("pow", () -> raw.pow(exponent.raw), this, exponent);
  }

  /** Zero above the diagonal of the last two dimensions. */
  public Tensor tril() {
    return Native.call("tril", () -> raw.tril(), this);
  }

  /** Zero above a diagonal of the last two dimensions: 0 is the main one, 1 the one above it. */
  public Tensor tril(long diagonal) {
    return Native.call("tril", () -> raw.tril(diagonal), this);
  }

  /** Zero below the diagonal of the last two dimensions. */
  public Tensor triu() {
    return Native.call("triu", () -> raw.triu(), this);
  }

  /** Inclusive running sum. */
  public Tensor cumsum(int dimension) {
    return Native.call("cumsum", () -> raw.cumsum(dimension), this);
  }

  /** Sum of all elements, rank 0. */
  public Tensor sum() {
    return Native.call("sum", () -> raw.sum(), this);
  }

  /** Mean of all elements, rank 0. */
  public Tensor mean() {
    return Native.call("mean", () -> raw.mean(), this);
  }

  /** Sum along a dimension, which stays with extent 1 if {@code keep}. */
  public Tensor sum(int dimension, boolean keep) {
    return Native.call(
        "sum", () -> torch.sum(raw, new long[] {dimension}, keep, new ScalarTypeOptional()), this);
  }

  /** Mean along a dimension, which stays with extent 1 if {@code keep}. */
  public Tensor mean(int dimension, boolean keep) {
    return Native.call(
        "mean",
        () -> torch.mean(raw, new long[] {dimension}, keep, new ScalarTypeOptional()),
        this);
  }

  /** Largest element along a dimension, which stays with extent 1 if {@code keep}. */
  public Tensor amax(int dimension, boolean keep) {
    return Native.call("amax", () -> torch.amax(raw, new long[] {dimension}, keep), this);
  }

  /** ln of the sum of e^x along a dimension, without overflow. */
  public Tensor logSumExp(int dimension, boolean keep) {
    return Native.call("logSumExp", () -> torch.logsumexp(raw, new long[] {dimension}, keep), this);
  }

  /** Square root of the sum of squares of all elements, rank 0. */
  public Tensor norm() {
    return Native.call("norm", () -> raw.norm(), this);
  }

  /** Largest element, rank 0. */
  public Tensor max() {
    return Native.call("max", () -> raw.max(), this);
  }

  /** Smallest element, rank 0. */
  public Tensor min() {
    return Native.call("min", () -> raw.min(), this);
  }

  /** Elements at {@code index} (INT64, same rank) along a dimension. */
  public Tensor gather(int dimension, Tensor index) {
    return Native.call("gather", () -> raw.gather(dimension, index.raw), this, index);
  }

  /** Slices at {@code index} (INT64 [n]) along a dimension. */
  public Tensor indexSelect(int dimension, Tensor index) {
    return Native.call("indexSelect", () -> raw.index_select(dimension, index.raw), this, index);
  }

  /** Index of the largest element along a dimension, INT64. */
  public Tensor argmax(int dimension) {
    return Native.call(
        "argmax",
        () -> torch.argmax(raw, new org.bytedeco.pytorch.LongOptional(dimension), false),
        this);
  }

  /** Whether every element is finite. */
  public boolean allFinite() {
    // A sum over everything is finite only if every element is, unless finite elements overflow.
    try (Scope scope = new Scope();
        Autograd.Mode off = Autograd.off()) {
      return Double.isFinite(raw.sum().item_double())
          || torch.isfinite(raw).all().item_double() != 0;
    }
  }

  /** Marks a leaf as something to differentiate by. */
  public Tensor requiresGrad(boolean requires) {
    Native.run("requiresGrad", () -> raw.requires_grad_(requires), this);
    return this;
  }

  /** Whether gradients flow to this tensor. */
  public boolean requiresGrad() {
    return raw.requires_grad();
  }

  /** Accumulated gradient of a leaf, if there is one. */
  public Optional<Tensor> grad() {
    org.bytedeco.pytorch.Tensor grad = raw.grad();
    return grad.defined() ? Optional.of(new Tensor(grad)) : Optional.empty();
  }

  /** Makes {@code buffer} (same shape) the place where gradients of this leaf accumulate. */
  public void accumulateGradInto(Tensor buffer) {
    Native.run("accumulateGradInto", () -> raw.mutable_grad().put(buffer.raw), this, buffer);
  }

  /** Forgets the accumulated gradient. */
  public void clearGrad() {
    raw.mutable_grad().put(new org.bytedeco.pytorch.Tensor());
  }

  /** Back-propagates from this scalar to all leaves. */
  public void backward() {
    Native.run("backward", raw::backward, this);
  }

  /** Back-propagates {@code gradient} (same shape) from this tensor to all leaves. */
  public void backward(Tensor gradient) {
    Native.run(
        "backward",
        () -> raw.backward(gradient.raw, new BoolOptional(), false, new TensorArrayRefOptional()),
        this,
        gradient);
  }

  /**
   * Lets this tensor live until {@link #close()}, whatever scopes close meanwhile.
   *
   * @return this
   */
  public Tensor retain() {
    raw.retainReference();
    return this;
  }

  /** Frees the native memory of a tensor that was kept out of every scope. */
  @Override
  public void close() {
    raw.close();
  }

  @Override
  public String toString() {
    return dtype() + Arrays.toString(shape());
  }
}
