package org.isoline.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.isoline.tensor.Device;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;

/** SHA-256 (FIPS 180-4) of tensors, as lower-case hexadecimal digits. */
final class Digests {
  private static final int CHUNK = 1 << 20;

  private Digests() {}

  /** Over name, type, shape and bytes of each tensor, in the order of the map. */
  static String sha256(Map<String, Tensor> tensors) {
    MessageDigest digest = digest();
    tensors.forEach(
        (name, tensor) -> {
          String head = name + tensor.dtype() + Arrays.toString(tensor.shape());
          digest.update(head.getBytes(StandardCharsets.UTF_8));
          try (Scope scope = new Scope()) {
            update(digest, tensor.detach().to(Device.CPU).contiguous());
          }
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, Tensor tensor) {
    if (tensor.elements() == 0) {
      return;
    }
    MemorySegment bytes = tensor.data();
    for (long start = 0; start < bytes.byteSize(); start += CHUNK) {
      long size = Math.min(CHUNK, bytes.byteSize() - start);
      digest.update(bytes.asSlice(start, size).asByteBuffer());
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
