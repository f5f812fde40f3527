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
  private final Publication publication;
  private final Tokenizer tokenizer;
  private final int endOfText;
  private final String type;
  private final boolean narrow;
  private final HashedOutput tokensOut;
  private final HashedOutput documentsOut;
  private final BitSet used;
  private final IntList ids = new IntList(1 << 10);
  private long tokens;
  private int documents;
  private long textBytes;

  ShardWriter(ShardFiles files, Tokenizer tokenizer) throws IOException {
    this(files, tokenizer, Publication.FLUSHED);
  }

  ShardWriter(ShardFiles files, Tokenizer tokenizer, Publication publication) throws IOException {
    this.files = files;
    this.publication = publication;
    this.tokenizer = tokenizer;
    this.type = ShardInfo.type(tokenizer.vocabularySize());
    this.narrow = ShardInfo.width(type) == Short.BYTES;
    this.endOfText = tokenizer.endOfText();
    this.used = new BitSet(tokenizer.vocabularySize());
    this.tokensOut = new HashedOutput(AtomicFile.temporary(files.tokens()));
    try {
      this.documentsOut = new HashedOutput(AtomicFile.temporary(files.documents()));
    } catch (IOException e) {
      tokensOut.close();
      throw e;
    }
  }

  /** Appends the tokens of a text in UTF-8 and the end-of-text token. */
  void add(byte[] text) throws IOException {
    ids.clear();
    tokenizer.encode(text, 0, text.length, ids);
    ids.add(endOfText);
    addRow(tokens, text.length);
    for (int i = 0; i < ids.size(); i++) {
      putToken(ids.get(i));
    }
    tokens += ids.size();
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
    if (narrow) {
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
    publication.publish(AtomicFile.temporary(files.tokens()), files.tokens());
    publication.publish(AtomicFile.temporary(files.documents()), files.documents());
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
    Json.write(files.info(), info, publication);
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
