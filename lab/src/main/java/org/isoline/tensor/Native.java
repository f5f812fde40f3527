package org.isoline.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;

/** Loads the native libraries once and turns their errors into ours. */
final class Native {
  private Native() {}

  /** Initialised by the first call of {@link #load()}; the JVM guarantees that it runs once. */
  private static final class Libraries {
    static final Path CACHE = unpackAndLoad();

    /**
     * Unpacks every library before the first torch class is touched. JavaCPP would otherwise load
     * {@code libtorch.so} while {@code libtorch_cpu.so} is not in the cache yet, which kills the
     * JVM on a fresh cache. The lock keeps two first starts from unpacking into each other.
     */
    private static Path unpackAndLoad() {
      try {
        Path cache = Loader.getCacheDir().toPath();
        Files.createDirectories(cache);
        Path lock = cache.resolve("isoline.lock");
        try (FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = channel.lock()) {
          String platform = Loader.getPlatform();
          for (String library : List.of("javacpp", "openblas", "pytorch")) {
            Loader.cacheResources("/org/bytedeco/" + library + "/" + platform + "/");
          }
          Loader.load(org.bytedeco.pytorch.global.torch.class);
          if (!held.isValid()) {
            throw new IOException("lost the lock on " + lock + " while unpacking");
          }
        }
        return cache;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot unpack the native libraries: " + e.getMessage(), e);
      }
    }
  }

  /** Makes sure that libtorch is unpacked and loaded; returns the folder it was unpacked to. */
  static Path load() {
    return Libraries.CACHE;
  }

  /** Runs one native operation; a refusal becomes a {@link TensorException}. */
  static Tensor call(
      String operation, Supplier<org.bytedeco.pytorch.Tensor> body, Tensor... operands) {
    try {
      return new Tensor(body.get());
    } catch (TensorException e) {
      throw e;
    } catch (RuntimeException e) {
      throw TensorException.of(operation, e, operands);
    }
  }

  /** Runs a native operation without a result. */
  static void run(String operation, Runnable body, Tensor... operands) {
    try {
      body.run();
    } catch (TensorException e) {
      throw e;
    } catch (RuntimeException e) {
      throw TensorException.of(operation, e, operands);
    }
  }
}
