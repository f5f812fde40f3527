package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Turns a specification into the files of a prepared corpus: read and clean, select and split,
 * learn the tokenizer from the training side, encode, join, and last of all write the manifest. The
 * passes over the texts are cut into parts that are done on several threads and never done twice,
 * whenever the process is killed.
 */
final class CorpusBuilder {
  private static final int MERGES_A_LINE = 1000;

  private final CorpusSpec spec;
  private final ArtifactCache cache;
  private final CorpusFolder folder;
  private final UnfinishedFolder unfinished;
  private final PrepareSettings settings;
  private final PrepareProgress progress;
  private final Workers workers;

  CorpusBuilder(
      CorpusSpec spec,
      ArtifactCache cache,
      CorpusFolder folder,
      PrepareSettings settings,
      PrepareProgress progress) {
    this.spec = spec;
    this.cache = cache;
    this.folder = folder;
    this.unfinished = folder.unfinished();
    this.settings = settings;
    this.progress = progress;
    this.workers = new Workers(settings.threads(), progress);
  }

  /**
   * Builds, or goes on.
   *
   * @param files of the sources as they were before the inputs were hashed
   */
  void build(Inputs inputs, List<FileStamp> files) throws IOException {
    folder.clear();
    long unitBytes = unitBytes(inputs, files);
    List<SegmentPlan.Work> parts = plan(inputs, unitBytes);
    List<SegmentInfo> infos = read(parts);
    files.forEach(FileStamp::requireUnchanged);
    try (Selection selection = Selection.make(spec, unfinished, parts, infos, unitBytes)) {
      requireBothSides(selection);
      Tokenizer tokenizer = tokenizer(infos, selection);
      EncodingPass encoding =
          new EncodingPass(unfinished, selection, tokenizer, inputs.fingerprint());
      encoding.encode(workers);
      TokenizerFile.save(tokenizer, folder.tokenizer());
      Map<Fate, EncodingPass.Joined> sides = encoding.join(workers, folder);
      Manifest.SideEntry train = side("train", sides.get(Fate.TRAIN));
      Manifest.SideEntry validation = side("validation", sides.get(Fate.VALIDATION));
      Json.write(
          folder.manifest(),
          manifest(
              inputs,
              tokenizer,
              sources(parts, infos, selection),
              train,
              validation,
              files(sides)));
    }
    unfinished.delete();
  }

  /** A preparation that goes on keeps the size it began with: the parts have to be the same. */
  private long unitBytes(Inputs inputs, List<FileStamp> files) {
    return SegmentPlan.read(unfinished.plan())
        .filter(former -> former.fingerprint().equals(inputs.fingerprint()))
        .map(SegmentPlan::unitBytes)
        .orElseGet(() -> settings.unitBytes(files.stream().mapToLong(FileStamp::bytes).sum()));
  }

  private List<SegmentPlan.Work> plan(Inputs inputs, long unitBytes) throws IOException {
    List<List<SourceUnit>> units = new ArrayList<>();
    for (Source source : spec.sources()) {
      progress.say("reading " + source.label());
      units.add(SourceUnits.of(source, cache, unitBytes));
    }
    List<SegmentPlan.Work> parts = SegmentPlan.cut(units, unitBytes);
    unfinished.claim(
        new SegmentPlan(
            inputs.fingerprint(),
            unitBytes,
            parts.stream().map(SegmentPlan.Work::segment).toList()));
    return parts;
  }

  private List<SegmentInfo> read(List<SegmentPlan.Work> parts) throws IOException {
    List<SegmentInfo> infos = new ReadingPass(spec, unfinished, parts).run(workers);
    for (int source = 0; source < spec.sources().size(); source++) {
      String label = spec.sources().get(source).label();
      Intake intake = Intake.of(source, parts, infos);
      if (intake.kept().documents() == 0) {
        throw new CorpusException(
            "sources[%d] (%s): no document has any text (%s, %d malformed); check what it names"
                .formatted(source, label, describe(intake.dropped()), intake.invalid()));
      }
      progress.say(
          "read %s: %,d documents, %,d bytes"
              .formatted(label, intake.kept().documents(), intake.kept().bytes()));
    }
    return infos;
  }

  private static String describe(Map<String, Count> dropped) {
    if (dropped.isEmpty()) {
      return "it holds none";
    }
    List<String> reasons = new ArrayList<>();
    dropped.forEach((reason, count) -> reasons.add(count.documents() + " " + reason));
    return String.join(", ", reasons);
  }

  private void requireBothSides(Selection selection) {
    long train = selection.count(Fate.TRAIN).documents();
    long heldOut = selection.count(Fate.VALIDATION).documents();
    if (heldOut == 0 || train == 0) {
      String side = heldOut == 0 ? "validation" : "training";
      String other = heldOut == 0 ? "raise" : "lower";
      throw new CorpusException(
          "validationFraction: %s leaves the %s side empty (%d documents in all, split seed %d); %s it, change splitSeed, or give more documents"
              .formatted(
                  spec.validationFraction(), side, train + heldOut, spec.splitSeed(), other));
    }
  }

  private Tokenizer tokenizer(List<SegmentInfo> infos, Selection selection) {
    boolean trains = spec.tokenizer().kind() == TokenizerSpec.Kind.BPE;
    Optional<Tokenizer> trained = trains ? trainedBefore() : Optional.empty();
    if (trained.isPresent()) {
      return trained.get();
    }
    if (trains) {
      progress.say(
          "training a BPE tokenizer with %,d ids".formatted(spec.tokenizer().vocabulary()));
    }
    Tokenizer tokenizer =
        spec.tokenizer()
            .make(
                new TrainingTexts(unfinished, infos.size(), selection),
                settings.threads(),
                merges -> {
                  if (merges % MERGES_A_LINE == 0) {
                    progress.say("trained %,d merges".formatted(merges));
                  }
                });
    TokenizerFile.save(tokenizer, unfinished.tokenizer());
    return tokenizer;
  }

  private Optional<Tokenizer> trainedBefore() {
    if (!Files.exists(unfinished.tokenizer())) {
      return Optional.empty();
    }
    try {
      return Optional.of(TokenizerFile.load(unfinished.tokenizer()));
    } catch (CorpusException torn) {
      return Optional.empty();
    }
  }

  private List<Manifest.SourceEntry> sources(
      List<SegmentPlan.Work> parts, List<SegmentInfo> infos, Selection selection) {
    List<Manifest.SourceEntry> entries = new ArrayList<>();
    for (int source = 0; source < spec.sources().size(); source++) {
      Intake intake = Intake.of(source, parts, infos);
      Map<String, Count> dropped = new TreeMap<>(intake.dropped());
      for (Fate fate : Fate.values()) {
        Count count = selection.count(source, fate);
        if (fate.reason().isPresent() && count.documents() > 0) {
          dropped.merge(fate.reason().get(), count, Count::plus);
        }
      }
      entries.add(
          new Manifest.SourceEntry(
              spec.sources().get(source).label(),
              intake.read(),
              dropped,
              selection.count(source, Fate.TRAIN),
              selection.count(source, Fate.VALIDATION),
              intake.invalid(),
              intake.nul()));
    }
    return entries;
  }

  private Manifest manifest(
      Inputs inputs,
      Tokenizer tokenizer,
      List<Manifest.SourceEntry> sources,
      Manifest.SideEntry train,
      Manifest.SideEntry validation,
      Map<String, Manifest.FileEntry> files) {
    return new Manifest(
        Manifest.FORMAT_VERSION,
        inputs.fingerprint(),
        inputs.parts(),
        Manifest.ORDER,
        spec.splitSeed(),
        spec.validationFraction(),
        spec.mixture(),
        spec.cleaning(),
        new Manifest.TokenizerEntry(
            spec.tokenizer().kind(), tokenizer.vocabularySize(), tokenizer.hash()),
        sources,
        train,
        validation,
        (double) (train.bytes() + validation.bytes()) / (train.tokens() + validation.tokens()),
        files);
  }

  private Map<String, Manifest.FileEntry> files(Map<Fate, EncodingPass.Joined> sides)
      throws IOException {
    Map<String, Manifest.FileEntry> files = new TreeMap<>();
    put(files, folder.tokenizer(), Sha256.of(folder.tokenizer()));
    for (Fate side : sides.keySet()) {
      ShardFiles shard = folder.shard(side.side());
      put(files, shard.tokens(), sides.get(side).info().sha256());
      put(files, shard.documents(), sides.get(side).info().documentsSha256());
      put(files, shard.info(), Sha256.of(shard.info()));
    }
    return files;
  }

  private static void put(Map<String, Manifest.FileEntry> files, Path file, String sha256)
      throws IOException {
    files.put(file.getFileName().toString(), new Manifest.FileEntry(Files.size(file), sha256));
  }

  private Manifest.SideEntry side(String name, EncodingPass.Joined joined) {
    ShardInfo info = joined.info();
    progress.say(
        "wrote %s: %,d documents, %,d tokens".formatted(name, info.documents(), info.tokens()));
    return new Manifest.SideEntry(
        info.documents(), info.textBytes(), info.tokens(), joined.idsUsed());
  }

  /**
   * What the first pass took from one source.
   *
   * @param read well-formed documents
   * @param kept those that cleaning kept
   * @param dropped the others
   * @param invalid malformed ones
   * @param nul those with U+0000
   */
  private record Intake(
      Count read, Count kept, Map<String, Count> dropped, long invalid, long nul) {
    static Intake of(int source, List<SegmentPlan.Work> parts, List<SegmentInfo> infos) {
      Intake sum = new Intake(Count.NONE, Count.NONE, Map.of(), 0, 0);
      for (int segment = 0; segment < infos.size(); segment++) {
        if (parts.get(segment).segment().source() == source) {
          sum = sum.plus(infos.get(segment));
        }
      }
      return sum;
    }

    private Intake plus(SegmentInfo info) {
      return new Intake(
          read.plus(info.read()),
          kept.plus(new Count(info.documents(), info.bytes())),
          Count.plus(dropped, info.dropped()),
          invalid + info.invalid(),
          nul + info.nul());
    }
  }
}
