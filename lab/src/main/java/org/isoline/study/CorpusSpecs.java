package org.isoline.study;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.isoline.corpus.ArtifactFormat;
import org.isoline.corpus.CorpusSpec;
import org.isoline.corpus.Csv;
import org.isoline.corpus.InvalidText;
import org.isoline.corpus.JsonLines;
import org.isoline.corpus.MavenArtifact;
import org.isoline.corpus.Mixture;
import org.isoline.corpus.Parquet;
import org.isoline.corpus.Source;
import org.isoline.corpus.TextFiles;
import org.isoline.corpus.TextSplit;
import org.isoline.corpus.TokenizerSpec;

/** The corpus section of a study file as the corpus package wants it. */
final class CorpusSpecs {
  private CorpusSpecs() {}

  /**
   * The specification of a corpus.
   *
   * @throws StudyException if it serves to plan only
   */
  static CorpusSpec of(CorpusSection section) {
    section.requirePreparable();
    return new CorpusSpec(
        section.sources().stream().map(CorpusSpecs::source).toList(),
        tokenizer(section.tokenizer()),
        section.validationFraction(),
        section.splitSeed(),
        InvalidText.valueOf(section.invalidUtf8().name()),
        new Mixture(
            section.sources().stream().flatMap(source -> source.weight().stream()).toList(),
            section.splitSeed()),
        section.cleaning());
  }

  private static Source source(SourceSection section) {
    return switch (section) {
      case SourceSection.Maven maven ->
          new MavenArtifact(
              maven.coordinates(),
              maven.sha256(),
              ArtifactFormat.valueOf(maven.format().toUpperCase(Locale.ROOT).replace('-', '_')));
      case SourceSection.Text text -> new TextFiles(text.pattern(), TextSplit.of(text.split()));
      case SourceSection.JsonLines lines ->
          new JsonLines(lines.pattern(), lines.field(), lines.id(), lines.where());
      case SourceSection.Parquet parquet ->
          new Parquet(parquet.pattern(), parquet.field(), parquet.id(), parquet.where());
      case SourceSection.Csv csv ->
          new Csv(csv.pattern(), csv.field(), csv.id(), csv.delimiter(), csv.where());
    };
  }

  private static TokenizerSpec tokenizer(TokenizerSection section) {
    return switch (section) {
      case TokenizerSection.Bytes _ -> TokenizerSpec.bytes();
      case TokenizerSection.Bpe(int vocabulary, List<String> special) ->
          new TokenizerSpec(
              TokenizerSpec.Kind.BPE, vocabulary, Optional.empty(), Optional.empty(), special);
      case TokenizerSection.Cl100kBase _ -> TokenizerSpec.cl100kBase();
      case TokenizerSection.File(String path, Optional<String> endOfText, int vocabulary) ->
          new TokenizerSpec(
              TokenizerSpec.Kind.FILE, vocabulary, Optional.of(path), endOfText, List.of());
      case TokenizerSection.External external ->
          throw new StudyException("an external tokenizer serves to plan only");
    };
  }
}
