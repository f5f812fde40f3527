package org.isoline.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.isoline.files.AtomicFile;

/**
 * A vocabulary as llama2.c stores it, little-endian: the length of the longest piece (int32), then
 * for every id its score (binary32), its length in bytes (int32) and its bytes, to the end of the
 * file.
 */
final class ScoredFile {
  private static final int LONGEST = 0xFFFF;
  private static final int NUMBERS = Float.BYTES + Integer.BYTES;

  private ScoredFile() {}

  /** Whether a file starts like one; no text does, since two of the first bytes are zero. */
  static boolean recognises(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(Integer.BYTES);
      if (start.length < Integer.BYTES) {
        return false;
      }
      int longest = little(start).getInt();
      return longest > 0 && longest <= LONGEST;
    } catch (IOException e) {
      return false;
    }
  }

  static List<ScoredPiece> read(Path file) {
    try {
      ByteBuffer bytes = little(Files.readAllBytes(file));
      List<ScoredPiece> pieces = pieces(file, bytes);
      requireFixedIds(file, pieces);
      return pieces;
    } catch (IOException e) {
      String reason = Files.exists(file) ? e.getMessage() : "there is no such file";
      throw new CorpusException("%s: cannot be read: %s".formatted(file, reason), e);
    }
  }

  private static List<ScoredPiece> pieces(Path file, ByteBuffer bytes) {
    int longest = bytes.remaining() < Integer.BYTES ? 0 : bytes.getInt();
    if (longest < 1 || longest > LONGEST) {
      return fail(file, "the length of its longest piece is missing or not 1 to " + LONGEST);
    }
    List<ScoredPiece> pieces = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int start = bytes.position();
      if (bytes.remaining() < NUMBERS) {
        return fail(file, "piece %d at byte %d is cut off".formatted(pieces.size(), start));
      }
      float score = bytes.getFloat();
      int length = bytes.getInt();
      if (!Float.isFinite(score) || length < 0 || length > Math.min(longest, bytes.remaining())) {
        return fail(
            file,
            "piece %d at byte %d has score %s and length %d; the longest is %d, %d bytes follow"
                .formatted(pieces.size(), start, score, length, longest, bytes.remaining()));
      }
      byte[] piece = new byte[length];
      bytes.get(piece);
      // The sum has no negative zero, which sorts below zero but is equal to it.
      pieces.add(new ScoredPiece(piece, score + 0.0f));
    }
    return pieces;
  }

  private static void requireFixedIds(Path file, List<ScoredPiece> pieces) {
    for (int b = 0; b < Vocabulary.BYTES; b++) {
      int id = ScoredTokenizer.FIRST_BYTE + b;
      String expected = "<0x%02X>".formatted(b);
      String found =
          id < pieces.size()
              ? new String(pieces.get(id).bytes(), StandardCharsets.UTF_8)
              : "not there";
      if (!found.equals(expected)) {
        fail(file, "piece %d must be %s, it is %s".formatted(id, expected, found));
      }
    }
    if (pieces.stream()
        .skip(ScoredTokenizer.FIRST_PIECE)
        .noneMatch(piece -> ScoredTokenizer.key(piece.bytes()).equals(" "))) {
      fail(file, "no piece from %d on is a space".formatted(ScoredTokenizer.FIRST_PIECE));
    }
  }

  private static <T> T fail(Path file, String what) {
    return TokenizerFile.fail(
        file, what, "it is damaged or no vocabulary of llama2.c (score, length, bytes of each id)");
  }

  static void write(Path file, List<ScoredPiece> pieces) {
    try {
      AtomicFile.write(file, bytes(pieces));
    } catch (IOException e) {
      throw new CorpusException("%s: cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** SHA-256 over what the file of these pieces holds. */
  static String hash(List<ScoredPiece> pieces) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes(pieces));
    return Sha256.hex(digest);
  }

  private static byte[] bytes(List<ScoredPiece> pieces) {
    int longest = 0;
    int size = Integer.BYTES;
    for (ScoredPiece piece : pieces) {
      longest = Math.max(longest, piece.bytes().length);
      size = Math.addExact(size, NUMBERS + piece.bytes().length);
    }
    ByteBuffer bytes = little(new byte[size]).putInt(longest);
    for (ScoredPiece piece : pieces) {
      bytes.putFloat(piece.score()).putInt(piece.bytes().length).put(piece.bytes());
    }
    return bytes.array();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
