package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardTest {
  private static final String WAY_OUT = "delete the folder and run prepare again";

  @TempDir Path folder;

  static TokenShard write(Path folder, String name, Tokenizer tokenizer, List<String> texts)
      throws IOException {
    try (ShardWriter writer = new ShardWriter(ShardFiles.of(folder, name), tokenizer)) {
      for (String text : texts) {
        writer.add(Utf8.bytes(text));
      }
      writer.finish("fingerprint");
    }
    return TokenShard.open(folder, name);
  }

  @Test
  void keepsDocumentsTheirTokensAndTheirBytes() throws IOException {
    Tokenizer tokenizer = new ByteTokenizer();
    try (TokenShard shard = write(folder, "train", tokenizer, List.of("ab", "é", "xyz"))) {
      assertThat(shard.documents()).isEqualTo(3);
      assertThat(shard.tokens()).isEqualTo(3 + 3 + 4);
      assertThat(shard.documentStart(1)).isEqualTo(3);
      assertThat(shard.documentTokens(0)).isEqualTo(3);
      assertThat(shard.documentTokens(2)).isEqualTo(4);
      assertThat(shard.documentBytes(1)).isEqualTo(2);
      assertThat(shard.token(2)).isEqualTo(256);
      assertThat(shard.info().textBytes()).isEqualTo(7);
      assertThat(shard.info().type()).isEqualTo("uint16");
      assertThat(shard.info().tokenizer()).isEqualTo(tokenizer.hash());
      int[] ints = new int[5];
      shard.copy(6, 4, ints, 1);
      assertThat(ints).containsExactly(0, 'x', 'y', 'z', 256);
      long[] longs = new long[4];
      shard.copy(6, 4, longs, 0);
      assertThat(longs).containsExactly('x', 'y', 'z', 256);
      assertThat(Files.readAllBytes(folder.resolve("train.bin"))).startsWith('a', 0, 'b', 0, 0, 1);
      shard.verify();
    }
  }

  @Test
  void takesFourBytesForALargeVocabulary() throws IOException {
    assertThat(ShardInfo.type(1 << 16)).isEqualTo("uint16");
    assertThat(ShardInfo.type((1 << 16) + 1)).isEqualTo("uint32");
    // A chain of merges over ever longer runs: more ids than 16 bits hold.
    List<Vocabulary.Merge> merges = new ArrayList<>();
    for (int left = 0; left < 257; left++) {
      for (int right = 0; right < 256; right++) {
        merges.add(new Vocabulary.Merge(left, right));
      }
    }
    Tokenizer tokenizer = new BytePairTokenizer(merges);
    int end = tokenizer.endOfText();
    assertThat(end).isGreaterThan(1 << 16);
    try (TokenShard shard = write(folder, "train", tokenizer, List.of("ab", "c"))) {
      assertThat(shard.info().type()).isEqualTo("uint32");
      int[] ids = new int[4];
      shard.copy(0, 4, ids, 0);
      assertThat(ids).containsExactly(256 + 'a' * 256 + 'b', end, 'c', end);
    }
  }

  @Test
  void refusesRangesOutside() throws IOException {
    try (TokenShard shard = write(folder, "train", new ByteTokenizer(), List.of("ab", "c"))) {
      assertThatThrownBy(() -> shard.copy(4, 2, new int[2], 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> shard.copy(0, 2, new int[2], 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> shard.documentStart(2))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> shard.token(5)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void saysHowManyBytesATruncatedFileLacks() throws IOException {
    write(folder, "train", new ByteTokenizer(), List.of("abc", "d")).close();
    for (String file : List.of("train.bin", "train.documents.bin")) {
      Path path = folder.resolve(file);
      long size = Files.size(path);
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(size - 1);
      }
      assertThatThrownBy(() -> TokenShard.open(folder, "train"))
          .isInstanceOf(CorpusException.class)
          .hasMessageContaining("%s: %d bytes, expected %d".formatted(path, size - 1, size))
          .hasMessageContaining(WAY_OUT);
      Files.write(path, new byte[] {0}, StandardOpenOption.APPEND);
    }
  }

  @Test
  void namesAMissingOrMalformedFile() throws IOException {
    write(folder, "train", new ByteTokenizer(), List.of("abc")).close();
    Path info = folder.resolve("train.json");
    String text = Files.readString(info);
    Files.writeString(info, text.replace("uint16", "uint8"));
    assertThatThrownBy(() -> TokenShard.open(folder, "train")).hasMessageContaining("\"uint8\"");
    Files.writeString(info, text.substring(0, 40));
    assertThatThrownBy(() -> TokenShard.open(folder, "train"))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("train.json:");
    Files.writeString(info, text);
    for (String file : List.of("train.bin", "train.documents.bin", "train.json")) {
      Path path = folder.resolve(file);
      byte[] content = Files.readAllBytes(path);
      Files.delete(path);
      assertThatThrownBy(() -> TokenShard.open(folder, "train"))
          .isInstanceOf(CorpusException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("there is no such file")
          .hasMessageContaining(WAY_OUT);
      Files.write(path, content);
    }
  }

  @Test
  void seesAChangedByteWhenAskedTo() throws IOException {
    write(folder, "train", new ByteTokenizer(), List.of("abc")).close();
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("train.bin").toFile(), "rw")) {
      file.write('b');
    }
    try (TokenShard shard = TokenShard.open(folder, "train")) {
      assertThatThrownBy(shard::verify)
          .isInstanceOf(CorpusException.class)
          .hasMessageContaining("train.bin: changed")
          .hasMessageContaining(shard.info().sha256());
    }
  }
}
