package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The second pass: the texts of every slice become a shard for each side. What an earlier run
 * finished is left as it is. Then the shards of all slices are joined.
 */
final class EncodingPass {
  private final UnfinishedFolder folder;
  private final List<Slice> slices;
  private final Selection selection;
  private final Tokenizer tokenizer;
  private final String fingerprint;

  EncodingPass(
      UnfinishedFolder folder, Selection selection, Tokenizer tokenizer, String fingerprint) {
    this.folder = folder;
    this.slices = selection.slices();
    this.selection = selection;
    this.tokenizer = tokenizer;
    this.fingerprint = fingerprint;
  }

  /** A side of the corpus, joined. */
  record Joined(ShardInfo info, int idsUsed) {}

  /** Encodes what is not encoded yet. */
  void encode(Workers workers) throws IOException {
    List<Found> found = new ArrayList<>();
    for (int slice = 0; slice < slices.size(); slice++) {
      if (Files.exists(folder.shard(slice, CorpusFolder.VALIDATION).info())) {
        found.add(new Found(slice));
      }
    }
    workers.run("checking", found, 0);
    BitSet finished = new BitSet();
    found.stream().filter(part -> part.whole).forEach(part -> finished.set(part.slice));
    List<Part> left = new ArrayList<>();
    long before = 0;
    for (int slice = 0; slice < slices.size(); slice++) {
      if (finished.get(slice)) {
        before += slices.get(slice).bytes();
      } else {
        left.add(new Part(slice));
      }
    }
    workers.run("encoding", left, before);
  }

  /** Joins the parts of both sides into their final files. */
  Map<Fate, Joined> join(Workers workers, CorpusFolder corpus) throws IOException {
    List<Side> sides = List.of(new Side(Fate.TRAIN, corpus), new Side(Fate.VALIDATION, corpus));
    workers.run("joining", sides, 0);
    Map<Fate, Joined> joined = new EnumMap<>(Fate.class);
    sides.forEach(side -> joined.put(side.fate, side.joined));
    return joined;
  }

  /** Looks whether what an earlier run encoded is as it was written. */
  private final class Found implements Workers.Task {
    private final int slice;
    private boolean whole;

    Found(int slice) {
      this.slice = slice;
    }

    @Override
    public long weight() {
      return slices.get(slice).bytes();
    }

    @Override
    public void run(Meter.Part meter) {
      whole = whole(CorpusFolder.TRAIN) && whole(CorpusFolder.VALIDATION);
    }

    private boolean whole(String side) {
      try (TokenShard shard = TokenShard.open(folder.path(), folder.shardName(slice, side))) {
        shard.verify();
        return shard.info().fingerprint().equals(fingerprint)
            && shard.info().tokenizer().equals(tokenizer.hash());
      } catch (CorpusException missingOrTorn) {
        return false;
      }
    }
  }

  /** Encodes one slice. */
  private final class Part implements Workers.Task {
    private final int slice;

    Part(int slice) {
      this.slice = slice;
    }

    @Override
    public long weight() {
      return slices.get(slice).bytes();
    }

    @Override
    public void run(Meter.Part meter) throws IOException {
      Slice here = slices.get(slice);
      try (TextSegment texts = TextSegment.open(folder, here.segment());
          ShardWriter train = writer(CorpusFolder.TRAIN);
          ShardWriter validation = writer(CorpusFolder.VALIDATION)) {
        texts.startAt(here.document(), here.offset());
        for (long i = 0; i < here.documents(); i++) {
          texts.next();
          meter.add(texts.length());
          Fate fate = selection.fate(here.ordinal() + i);
          if (fate.reason().isEmpty()) {
            (fate == Fate.TRAIN ? train : validation).add(texts.text());
          }
        }
        train.finish(fingerprint);
        validation.finish(fingerprint);
      }
    }

    private ShardWriter writer(String side) throws IOException {
      return new ShardWriter(folder.shard(slice, side), tokenizer, Publication.CHECKED_BEFORE_USE);
    }
  }

  /** Joins one side. */
  private final class Side implements Workers.Task {
    private final Fate fate;
    private final String name;
    private final CorpusFolder corpus;
    private Joined joined;

    Side(Fate fate, CorpusFolder corpus) {
      this.fate = fate;
      this.name = fate.side();
      this.corpus = corpus;
    }

    @Override
    public long weight() {
      return selection.count(fate).bytes();
    }

    @Override
    public void run(Meter.Part meter) throws IOException {
      try (ShardWriter writer = new ShardWriter(corpus.shard(name), tokenizer)) {
        for (int slice = 0; slice < slices.size(); slice++) {
          try (TokenShard part = TokenShard.open(folder.path(), folder.shardName(slice, name))) {
            writer.append(part, meter);
          }
        }
        joined = new Joined(writer.finish(fingerprint), writer.idsUsed());
      }
    }
  }
}
