package org.isoline.corpus;

import java.io.IOException;
import java.util.BitSet;
import org.isoline.files.AtomicFile;

/**
 * Writes a shard document by document, or joins shards; nothing has its final name before {@link
 * #finish}.
 */
final class ShardWriter implements AutoCloseable {
  private final ShardFiles files;
  private final Tokenizer tokenizer;
  private final String type;
  private final HashedOutput tokensOut;
  private final HashedOutput documentsOut;
  private final BitSet used;
  private long tokens;
  private int documents;
  private long textBytes;

  ShardWriter(ShardFiles files, Tokenizer tokenizer) throws IOException {
    this.files = files;
    this.tokenizer = tokenizer;
    this.type = ShardInfo.type(tokenizer.vocabularySize());
    this.used = new BitSet(tokenizer.vocabularySize());
    this.tokensOut = new HashedOutput(AtomicFile.temporary(files.tokens()));
    try {
      this.documentsOut = new HashedOutput(AtomicFile.temporary(files.documents()));
    } catch (IOException e) {
      tokensOut.close();
      throw e;
    }
  }

  /** Appends the tokens of a text and the end-of-text token. */
  void add(String text, long bytes) throws IOException {
    int[] ids = tokenizer.encode(text);
    addRow(tokens, bytes);
    for (int id : ids) {
      putToken(id);
    }
    putToken(tokenizer.endOfText());
    tokens += ids.length + 1L;
  }

  /** Appends every document of a shard of the same tokenizer. */
  void append(TokenShard part, Meter.Part meter) throws IOException {
    for (int document = 0; document < part.documents(); document++) {
      long bytes = part.documentBytes(document);
      addRow(tokens + part.documentStart(document), bytes);
      meter.add(bytes);
    }
    for (long token = 0; token < part.tokens(); token++) {
      used.set(part.token(token));
    }
    tokensOut.put(part.ids());
    tokens += part.tokens();
  }

  private void addRow(long start, long bytes) throws IOException {
    documentsOut.putLong(start);
    documentsOut.putLong(bytes);
    documents = Math.incrementExact(documents);
    textBytes += bytes;
  }

  private void putToken(int id) throws IOException {
    used.set(id);
    if (ShardInfo.width(type) == Short.BYTES) {
      tokensOut.putShort((short) id);
    } else {
      tokensOut.putInt(id);
    }
  }

  /** Number of different ids so far. */
  int idsUsed() {
    return used.cardinality();
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
}
