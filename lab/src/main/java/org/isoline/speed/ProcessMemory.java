package org.isoline.speed;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Resident memory of this process, as Linux counts it; absent elsewhere.
 *
 * <p>The native heap keeps what is freed, so that a small model measured after a large one would
 * seem to need as much. {@link #settle} gives it back first.
 */
final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private ProcessMemory() {}

  /**
   * Collects garbage, returns free native memory to the system and forgets the former peak.
   *
   * @return whether the peak was forgotten; where not, it is that of the whole process
   */
  static boolean settle() {
    System.gc();
    trim();
    try {
      Files.writeString(CLEAR, "5");
      return true;
    } catch (IOException | SecurityException e) {
      return false;
    }
  }

  /** {@code malloc_trim(0)} of glibc; nothing with other libraries. */
  private static void trim() {
    Optional<MemorySegment> symbol = Linker.nativeLinker().defaultLookup().find("malloc_trim");
    if (symbol.isEmpty()) {
      return;
    }
    try {
      Object released =
          Linker.nativeLinker()
              .downcallHandle(
                  symbol.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG))
              .invoke(0L);
      System.getLogger(ProcessMemory.class.getName())
          .log(System.Logger.Level.TRACE, "malloc_trim returned {0}", released);
    } catch (Throwable e) {
      throw new IllegalStateException("malloc_trim cannot be called", e);
    }
  }

  /** Bytes now. */
  static OptionalLong resident() {
    return field("VmRSS:");
  }

  /** Most bytes since {@link #settle} or the start of the process. */
  static OptionalLong peak() {
    return field("VmHWM:");
  }

  private static OptionalLong field(String name) {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
