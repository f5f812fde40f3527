package org.isoline.speed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.isoline.tensor.Autograd;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.InPlace;
import org.isoline.tensor.Rng;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;

/**
 * What the machine reaches: matrix products at the shapes of training steps, in the three orders
 * that a linear map needs, and memory bandwidth.
 */
public final class CeilingBench {
  private static final List<Column> COLUMNS =
      List.of(
          Column.key("what"),
          Column.key("shape"),
          Column.key("order"),
          Column.higher("fp32_flops", "fp32 GFLOP/s", 1e-9, 1),
          Column.higher("bf16_flops", "bf16 GFLOP/s", 1e-9, 1),
          Column.fact("bf16_ratio", "bf16 / fp32", 1, 2),
          Column.higher("bytes_per_s", "GB/s", 1e-9, 1),
          Column.fact("cpu_s", "cpu s", 1, 4),
          Column.fact("wall_s", "wall s", 1, 4));

  /** Rows, in and out of the maps of a training step: projections and GLU, and a head. */
  private static final List<Map3> SHAPES =
      List.of(
          new Map3(2048, 512, 1536),
          new Map3(4096, 512, 1536),
          new Map3(4096, 768, 2048),
          new Map3(2048, 512, 32000));

  /** Larger than any cache that a core could have to itself. */
  private static final long BANDWIDTH_BYTES = 256L << 20;

  private CeilingBench() {}

  /** A linear map of some rows: {@code [rows, in] [in, out]}. */
  record Map3(long rows, long in, long out) {
    double flops() {
      return 2.0 * rows * in * out;
    }

    @Override
    public String toString() {
      return "[%d,%d]x[%d,%d]".formatted(rows, in, in, out);
    }
  }

  /** Measures everything. */
  public static SpeedRecord run(Effort effort, Consumer<String> progress) {
    return run(effort, SHAPES, BANDWIDTH_BYTES, progress);
  }

  static SpeedRecord run(
      Effort effort, List<Map3> shapes, long bandwidthBytes, Consumer<String> progress) {
    Notebook notebook = new Notebook("ceiling", effort, true, Map.of(), progress);
    notebook.note(
        "fwd x W^T, dx dy W, dW dy^T x; copy counts bytes read and written, read those of a sum;"
            + " cpu and wall seconds are those of fp32");
    try (Autograd.Mode off = Autograd.off()) {
      for (Map3 shape : shapes) {
        products(notebook, shape);
      }
      bandwidth(notebook, bandwidthBytes);
    }
    return notebook.close(COLUMNS);
  }

  private static void products(Notebook notebook, Map3 shape) {
    notebook.progress("GEMM " + shape);
    try (Scope scope = new Scope()) {
      Map<String, Supplier<Tensor>> single = orders(shape, DType.FLOAT32);
      Map<String, Supplier<Tensor>> half = orders(shape, DType.BFLOAT16);
      for (String order : single.keySet()) {
        Timing fp32 = time(notebook, single.get(order));
        Timing bf16 = time(notebook, half.get(order));
        double slow = shape.flops() / fp32.median(notebook.clock());
        double fast = shape.flops() / bf16.median(notebook.clock());
        Map<String, Object> row = row("GEMM", shape.toString(), order, fp32);
        row.put("fp32_flops", slow);
        row.put("bf16_flops", fast);
        row.put("bf16_ratio", fast / slow);
        notebook.row(row);
      }
    }
  }

  private static Map<String, Supplier<Tensor>> orders(Map3 shape, DType dtype) {
    try (Rng rng = Rng.seeded(1)) {
      Tensor x = rng.normal(1, DType.FLOAT32, shape.rows, shape.in).to(dtype);
      Tensor weight = rng.normal(1, DType.FLOAT32, shape.out, shape.in).to(dtype);
      Tensor dy = rng.normal(1, DType.FLOAT32, shape.rows, shape.out).to(dtype);
      Map<String, Supplier<Tensor>> orders = new LinkedHashMap<>();
      orders.put("fwd", () -> Tensors.linear(x, weight));
      orders.put("dx", () -> dy.matmul(weight));
      orders.put("dW", () -> dy.transpose(0, 1).matmul(x));
      return orders;
    }
  }

  private static void bandwidth(Notebook notebook, long bytes) {
    notebook.progress("bandwidth");
    try (Scope scope = new Scope()) {
      long elements = bytes / Float.BYTES;
      Tensor source = Tensors.ones(DType.FLOAT32, elements);
      Tensor target = Tensors.zeros(DType.FLOAT32, Device.CPU, elements);
      List<Map<String, Object>> rows = new ArrayList<>();
      String size = bytes + " B";
      Timing copy = time(notebook, () -> InPlace.copy(target, source));
      rows.add(row("memory", size, "copy", copy));
      rows.getLast().put("bytes_per_s", 2.0 * bytes / copy.median(notebook.clock()));
      Timing read = time(notebook, source::sum);
      rows.add(row("memory", size, "read", read));
      rows.getLast().put("bytes_per_s", bytes / read.median(notebook.clock()));
      rows.forEach(notebook::row);
    }
  }

  /** Bytes per second that one pass over a large array reads. */
  static double readBandwidth(Effort effort) {
    return readBandwidth(effort, BANDWIDTH_BYTES);
  }

  private static double readBandwidth(Effort effort, long bytes) {
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      Tensor source = Tensors.ones(DType.FLOAT32, bytes / Float.BYTES);
      Timing read = Timing.of(effort, () -> Ceilings.inScope(source::sum));
      return bytes / read.median(effort.clock());
    }
  }

  private static Timing time(Notebook notebook, Supplier<Tensor> work) {
    return Timing.of(notebook.effort(), () -> Ceilings.inScope(work::get));
  }

  private static Map<String, Object> row(String what, String shape, String order, Timing timing) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("what", what);
    row.put("shape", shape);
    row.put("order", order);
    row.put("cpu_s", timing.median(Clock.CPU));
    row.put("wall_s", timing.median(Clock.WALL));
    return row;
  }
}
