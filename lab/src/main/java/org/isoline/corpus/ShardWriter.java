package org.isoline.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.isoline.files.AtomicFile;

/** Writes a shard document by document; nothing has its final name before {@link #finish}. */
final class ShardWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final ShardFiles files;
  private final Tokenizer tokenizer;
  private final String type;
  private final Output tokensOut;
  private final Output documentsOut;
  private long tokens;
  private int documents;
  private long textBytes;

  ShardWriter(ShardFiles files, Tokenizer tokenizer) throws IOException {
    this.files = files;
    this.tokenizer = tokenizer;
    this.type = ShardInfo.type(tokenizer.vocabularySize());
    this.tokensOut = new Output(AtomicFile.temporary(files.tokens()));
    this.documentsOut = new Output(AtomicFile.temporary(files.documents()));
  }

  /** Appends the tokens of a text and the end-of-text token. */
  void add(String text, long bytes) throws IOException {
    int[] ids = tokenizer.encode(text);
    documentsOut.putLong(tokens);
    documentsOut.putLong(bytes);
    for (int id : ids) {
      putToken(id);
    }
    putToken(tokenizer.endOfText());
    tokens += ids.length + 1L;
    documents = Math.incrementExact(documents);
    textBytes += bytes;
  }

  private void putToken(int id) throws IOException {
    if (ShardInfo.width(type) == Short.BYTES) {
      tokensOut.putShort((short) id);
    } else {
      tokensOut.putInt(id);
    }
  }

  ShardInfo finish(String fingerprint) throws IOException {
    String sha256 = tokensOut.finish();
    String documentsSha256 = documentsOut.finish();
    AtomicFile.publish(AtomicFile.temporary(files.tokens()), files.tokens());
    AtomicFile.publish(AtomicFile.temporary(files.documents()), files.documents());
    ShardInfo info =
        new ShardInfo(
            ShardInfo.FORMAT_VERSION,
            type,
            tokens,
            documents,
            textBytes,
            tokenizer.vocabularySize(),
            tokenizer.endOfText(),
            tokenizer.hash(),
            sha256,
            documentsSha256,
            fingerprint);
    Json.write(files.info(), info);
    return info;
  }

  @Override
  public void close() throws IOException {
    try (tokensOut;
        documentsOut) {
      // Closes both, even if the first one fails.
    }
  }

  /** A buffered little-endian file that is hashed while it is written. */
  private static final class Output implements AutoCloseable {
    private final MessageDigest digest = Sha256.digest();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final OutputStream out;

    Output(Path file) throws IOException {
      out = new DigestOutputStream(Files.newOutputStream(file), digest);
    }

    void putShort(short value) throws IOException {
      room().putShort(value);
    }

    void putInt(int value) throws IOException {
      room().putInt(value);
    }

    void putLong(long value) throws IOException {
      room().putLong(value);
    }

    String finish() throws IOException {
      flush();
      out.close();
      return Sha256.hex(digest);
    }

    private ByteBuffer room() throws IOException {
      if (buffer.remaining() < Long.BYTES) {
        flush();
      }
      return buffer;
    }

    private void flush() throws IOException {
      out.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
