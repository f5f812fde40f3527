package org.isoline.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What Linux tells in /proc; on other systems everything is absent. */
final class ProcFiles {
  private static final List<String> DECISIVE =
      List.of(
          "avx2",
          "fma",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "amx_tile",
          "amx_bf16",
          "sve",
          "bf16");

  private ProcFiles() {}

  static Optional<String> processorName() {
    Path info = Path.of("/proc/cpuinfo");
    Optional<String> family = value(info, "cpu family");
    Optional<String> model = value(info, "model\t");
    return value(info, "model name")
        .map(
            name ->
                family.isPresent() && model.isPresent()
                    ? "%s, family %s model %s".formatted(name, family.get(), model.get())
                    : name);
  }

  /** Flags of the first processor, in the order of the list above. */
  static List<String> instructions() {
    Path info = Path.of("/proc/cpuinfo");
    Set<String> flags =
        value(info, "flags")
            .or(() -> value(info, "Features"))
            .map(text -> Set.copyOf(Arrays.asList(text.split("\\s+"))))
            .orElse(Set.of());
    return DECISIVE.stream().filter(flags::contains).toList();
  }

  /** Physical memory. */
  static OptionalLong memoryBytes() {
    return value(Path.of("/proc/meminfo"), "MemTotal")
        .map(text -> OptionalLong.of(Long.parseLong(text.split(" ")[0]) * 1024))
        .orElse(OptionalLong.empty());
  }

  private static Optional<String> value(Path file, String key) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
