package org.isoline.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a number measured here depends on besides the program's input.
 *
 * @param isoline version
 * @param commit of the source, with "-dirty" if it had changes; "unknown" outside a checkout
 * @param jdk vendor and version
 * @param libtorch version of the native library's binding
 * @param os name and version
 * @param arch processor architecture
 * @param cpu model name; family and model where the system tells, as virtual machines hide names
 * @param instructions which of those that decide the speed of matrix products the processor has
 * @param cores logical processors
 * @param memoryBytes physical memory; 0 where the system does not tell
 * @param environment variables that are set and change the speed of native code
 */
public record Machine(
    String isoline,
    String commit,
    String jdk,
    String libtorch,
    String os,
    String arch,
    String cpu,
    List<String> instructions,
    int cores,
    @JsonProperty("memory_bytes") long memoryBytes,
    Map<String, String> environment) {

  private static final String LIBTORCH = "2.10.0-1.5.13";

  /** Beginnings of the names of what threads, allocators and matrix libraries read. */
  private static final List<String> ENVIRONMENT =
      List.of(
          "ATEN_",
          "DNNL_",
          "GLIBC_TUNABLES",
          "GOMP_",
          "KMP_",
          "LD_PRELOAD",
          "MALLOC_",
          "MKL_",
          "OMP_",
          "ONEDNN_",
          "OPENBLAS_",
          "TORCH_");

  /** This machine. */
  public static Machine here() {
    return new Machine(
        Optional.ofNullable(Machine.class.getPackage().getImplementationVersion())
            .orElse("development"),
        Source.commit().orElse("unknown"),
        System.getProperty("java.vendor") + " " + System.getProperty("java.vm.version"),
        LIBTORCH,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        ProcFiles.processorName().orElse(System.getProperty("os.arch")),
        ProcFiles.instructions(),
        Runtime.getRuntime().availableProcessors(),
        ProcFiles.memoryBytes().orElse(0),
        settings());
  }

  private static Map<String, String> settings() {
    Map<String, String> set = new TreeMap<>(System.getenv());
    set.keySet().removeIf(name -> ENVIRONMENT.stream().noneMatch(name::startsWith));
    return set;
  }
}
