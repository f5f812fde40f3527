package org.isoline.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Turns a specification into the files of a prepared corpus: read, split, learn the tokenizer from
 * the training side, encode, and last of all write the manifest.
 */
final class CorpusBuilder {
  private static final int MERGES_A_LINE = 1000;
  private static final int DOCUMENTS_A_LINE = 100_000;

  private final CorpusSpec spec;
  private final ArtifactCache cache;
  private final CorpusFolder folder;
  private final Consumer<String> progress;

  CorpusBuilder(
      CorpusSpec spec, ArtifactCache cache, CorpusFolder folder, Consumer<String> progress) {
    this.spec = spec;
    this.cache = cache;
    this.folder = folder;
    this.progress = progress;
  }

  void build(Inputs inputs) throws IOException {
    folder.clear();
    try (DocumentSpool spool = new DocumentSpool(folder.spool())) {
      List<Intake> intakes = readSources(spool);
      DocumentSpool.Reader texts = withoutDropped(spool.read(), intakes);
      List<Manifest.SourceEntry> sources = intakes.stream().map(Intake::entry).toList();
      requireBothSides(texts);
      Tokenizer tokenizer = tokenizer(texts);
      TokenizerFile.save(tokenizer, folder.tokenizer());
      String fingerprint = inputs.fingerprint();
      ShardInfo train = encode(texts, tokenizer, CorpusFolder.TRAIN, fingerprint);
      ShardInfo validation = encode(texts, tokenizer, CorpusFolder.VALIDATION, fingerprint);
      Json.write(
          folder.manifest(), manifest(inputs, tokenizer, sources, side(train), side(validation)));
    }
  }

  private List<Intake> readSources(DocumentSpool spool) {
    Split split = new Split(spec.validationFraction(), spec.splitSeed());
    Cleaner cleaner = new Cleaner(spec.cleaning());
    List<Intake> intakes = new ArrayList<>();
    for (int i = 0; i < spec.sources().size(); i++) {
      Source source = spec.sources().get(i);
      progress.accept("reading " + source.label());
      TextDecoder decoder = new TextDecoder(spec.cleaning().policy(spec.onInvalidUtf8()));
      Intake intake = new Intake(i, source.label(), cleaner, decoder, spool, split);
      SourceUnits.of(source, cache, SourceUnits.DEFAULT_BYTES)
          .forEach(unit -> unit.read(decoder, intake));
      if (intake.documents == 0) {
        throw new CorpusException(
            "sources[%d] (%s): no document has any text (%d empty, %d malformed, left out %s); check what it names"
                .formatted(i, source.label(), intake.empty, decoder.invalid(), intake.dropped()));
      }
      intakes.add(intake);
      progress.accept(
          "read %s: %,d documents, %,d bytes"
              .formatted(source.label(), intake.documents, intake.bytes));
    }
    return intakes;
  }

  /** Duplicates of earlier documents, and what the mixture has no room for, are left out. */
  private DocumentSpool.Reader withoutDropped(DocumentSpool.Reader texts, List<Intake> intakes)
      throws IOException {
    List<DocumentSpool.Entry> entries = texts.entries();
    Duplicates duplicates = duplicates(texts);
    MixtureSampler sampler = new MixtureSampler(spec.mixture());
    for (int i = 0; i < entries.size(); i++) {
      if (!duplicates.has(i)) {
        DocumentSpool.Entry entry = entries.get(i);
        sampler.add(entry.source(), TextHash.of(texts.bytes(entry)), entry.bytes());
      }
    }
    sampler.resolve();
    List<DocumentSpool.Entry> kept = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      DocumentSpool.Entry entry = entries.get(i);
      Intake intake = intakes.get(entry.source());
      if (duplicates.exact().get(i)) {
        intake.takeBack("exact_duplicate", entry.bytes());
      } else if (duplicates.near().get(i)) {
        intake.takeBack("near_duplicate", entry.bytes());
      } else if (!sampler.keeps(entry.source(), TextHash.of(texts.bytes(entry)))) {
        intake.takeBack("mixture", entry.bytes());
      } else {
        kept.add(entry);
      }
    }
    return new DocumentSpool.Reader(texts.texts(), kept);
  }

  private Duplicates duplicates(DocumentSpool.Reader texts) throws IOException {
    try (Deduplicator deduplicator = new Deduplicator(spec.cleaning(), folder.duplicates())) {
      texts.entries().forEach(entry -> deduplicator.add(deduplicator.sketch(texts.text(entry))));
      return deduplicator.duplicates();
    }
  }

  private void requireBothSides(DocumentSpool.Reader texts) {
    int all = texts.entries().size();
    int heldOut = texts.side(true).size();
    if (heldOut == 0 || heldOut == all) {
      String side = heldOut == 0 ? "validation" : "training";
      String other = heldOut == 0 ? "raise" : "lower";
      throw new CorpusException(
          "validationFraction: %s leaves the %s side empty (%d documents in all, split seed %d); %s it, change splitSeed, or give more documents"
              .formatted(spec.validationFraction(), side, all, spec.splitSeed(), other));
    }
  }

  private Tokenizer tokenizer(DocumentSpool.Reader texts) {
    if (spec.tokenizer().kind() == TokenizerSpec.Kind.BYTES) {
      return new ByteTokenizer();
    }
    int vocabulary = spec.tokenizer().vocabulary();
    progress.accept("training a BPE tokenizer with %,d ids".formatted(vocabulary));
    Iterable<String> training = () -> texts.side(false).stream().map(texts::text).iterator();
    return BytePairTrainer.train(
        training,
        vocabulary,
        merges -> {
          if (merges % MERGES_A_LINE == 0) {
            progress.accept("trained %,d merges".formatted(merges));
          }
        });
  }

  private ShardInfo encode(
      DocumentSpool.Reader texts, Tokenizer tokenizer, String side, String fingerprint)
      throws IOException {
    List<DocumentSpool.Entry> entries = texts.side(side.equals(CorpusFolder.VALIDATION));
    try (ShardWriter writer = new ShardWriter(folder.shard(side), tokenizer)) {
      int written = 0;
      for (DocumentSpool.Entry entry : entries) {
        writer.add(texts.text(entry), entry.bytes());
        written++;
        if (written % DOCUMENTS_A_LINE == 0) {
          progress.accept("encoded %,d of %,d documents".formatted(written, entries.size()));
        }
      }
      ShardInfo info = writer.finish(fingerprint);
      progress.accept(
          "wrote %s: %,d documents, %,d tokens".formatted(side, info.documents(), info.tokens()));
      return info;
    }
  }

  private Manifest manifest(
      Inputs inputs,
      Tokenizer tokenizer,
      List<Manifest.SourceEntry> sources,
      Manifest.SideEntry train,
      Manifest.SideEntry validation) {
    return new Manifest(
        Manifest.FORMAT_VERSION,
        inputs.fingerprint(),
        inputs.parts(),
        spec.splitSeed(),
        spec.validationFraction(),
        new Manifest.TokenizerEntry(
            spec.tokenizer().kind(), tokenizer.vocabularySize(), tokenizer.hash()),
        sources,
        train,
        validation,
        (double) (train.bytes() + validation.bytes()) / (train.tokens() + validation.tokens()));
  }

  private static Manifest.SideEntry side(ShardInfo info) {
    return new Manifest.SideEntry(info.documents(), info.textBytes(), info.tokens());
  }

  /** Takes the documents of one source into the spool and counts them. */
  private static final class Intake implements Consumer<Document> {
    private final int source;
    private final String label;
    private final Cleaner cleaner;
    private final TextDecoder decoder;
    private final DocumentSpool spool;
    private final Split split;
    private final Map<String, Long> dropped = new TreeMap<>();
    private long documents;
    private long bytes;
    private long empty;

    Intake(
        int source,
        String label,
        Cleaner cleaner,
        TextDecoder decoder,
        DocumentSpool spool,
        Split split) {
      this.source = source;
      this.label = label;
      this.cleaner = cleaner;
      this.decoder = decoder;
      this.spool = spool;
      this.split = split;
    }

    @Override
    public void accept(Document document) {
      switch (cleaner.clean(document.text())) {
        case Cleaner.Dropped drop when drop.equals(Cleaner.Dropped.EMPTY) -> empty++;
        case Cleaner.Dropped(String reason) -> dropped.merge(reason, 1L, Long::sum);
        case Cleaner.Kept(String text) -> keep(document, Utf8.bytes(text));
      }
    }

    private void keep(Document document, byte[] text) {
      try {
        spool.add(source, document, text, split.validation(text));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      documents++;
      bytes += text.length;
    }

    void takeBack(String reason, long textBytes) {
      dropped.merge(reason, 1L, Long::sum);
      documents--;
      bytes -= textBytes;
    }

    Map<String, Long> dropped() {
      Map<String, Long> all = new TreeMap<>(dropped);
      if (decoder.tooLong() > 0) {
        all.put("too_long", decoder.tooLong());
      }
      return all;
    }

    Manifest.SourceEntry entry() {
      return new Manifest.SourceEntry(
          label, documents, bytes, decoder.invalid(), empty, decoder.nul(), dropped());
    }
  }
}
