package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactTextTest {
  private static final String LICENCE = "  1 This software and database is provided as is.  \n";

  @TempDir Path folder;

  @Test
  void turnsSynsetsIntoEntries() throws IOException {
    Map<String, String> parts =
        Map.of(
            "w/data.noun",
            LICENCE
                + "00002137 03 n 02 abstraction 0 abstract_entity 0 001 @ 00001740 n 0000 | a general concept; \"an abstraction\"  \n",
            "w/data.verb",
            LICENCE + "00001740 29 v 01 breathe 0 001 $ 00005041 v 0000 01 + 02 00 | draw air  \n",
            "w/data.adj",
            LICENCE + "00003131 00 a 01 galore(ip) 0 000 | in great numbers  \n",
            "w/data.adv",
            LICENCE + "00001740 02 r 01 a_cappella 0 000 | without accompaniment  \n");
    assertThat(read(ArtifactFormat.WORDNET, parts))
        .isEqualTo(
            Map.of(
                "noun:00002137",
                    "abstraction, abstract entity: a general concept; \"an abstraction\"",
                "verb:00001740", "breathe: draw air",
                "adj:00003131", "galore: in great numbers",
                "adv:00001740", "a cappella: without accompaniment"));
  }

  @Test
  void takesTheProseOfServiceModels() throws IOException {
    String first = "Adds a permission to a queue for a principal, now.";
    Map<String, String> models =
        Map.of(
            "models/sqs-2012-11-05-model.json",
            """
            {"operations": {"Add": {"documentation": "<p>Adds a <i>permission</i> to a&#160;queue for a principal, now.</p><ul><li><p>Too short.</p></li> <li>Use &lt;code&gt; &amp; more than forty characters here.</li></ul>"}},
             "shapes": {"documentation": {"documentation": "<p>Adds a permission to a queue for a principal, now.</p>"}}}
            """,
            "models/sqs-2012-11-05-intermediate.json",
            "{\"documentation\": \"<p>This is not to be read, as it is only a copy of it all.</p>\"}");
    assertThat(read(ArtifactFormat.AWS_DOCUMENTATION, models))
        .isEqualTo(
            Map.of("sqs-2012-11-05", first + "\n\nUse <code> & more than forty characters here."));
  }

  @Test
  void takesTheProseOfDocumentationComments() throws IOException {
    Map<String, String> sources =
        Map.of(
            "a/B.java",
            """
            /* A licence that is longer than forty characters, and not wanted. */
            package a;
            /**
             * A {@link java.util.List#size() size} of {@code List<String>}, and of {@linkplain Map} as well.
             *
             * @param text something that has more than forty characters in it
             */
            class B {
              String s = "/** not a comment, though it looks like one indeed, it does */";
              char c = '"'; // /** neither is this one a comment of that kind, is it? */
              /** Returns nothing whatever, whoever asks for it, and whenever. */ int f;
            }
            """,
            "a/C.java",
            "/** Returns nothing whatever, whoever asks for it, and whenever. */ class C {}");
    assertThat(read(ArtifactFormat.JAVADOC, sources))
        .isEqualTo(
            Map.of(
                "a/B.java",
                "A size of List<String>, and of Map as well."
                    + "\n\ntext something that has more than forty characters in it"
                    + "\n\nReturns nothing whatever, whoever asks for it, and whenever."));
  }

  @Test
  void refusesAnArtifactOfAnotherKind() {
    for (ArtifactFormat format : ArtifactFormat.values()) {
      assertThatThrownBy(() -> read(format, Map.of("readme.txt", "hello")))
          .isInstanceOf(CorpusException.class)
          .hasMessageContaining("inside");
    }
    Map<String, String> broken =
        Map.of(
            "w/data.adj", "garbage here\n", "w/data.adv", "", "w/data.noun", "", "w/data.verb", "");
    assertThatThrownBy(() -> read(ArtifactFormat.WORDNET, broken))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("w/data.adj:1");
  }

  @Test
  void refusesAFileThatIsNoArchive() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "not a zip");
    assertThatThrownBy(() -> read(ArtifactFormat.WORDNET, file))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("cannot read");
  }

  private Map<String, String> read(ArtifactFormat format, Map<String, String> entries)
      throws IOException {
    Path jar = folder.resolve("artifact.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return read(format, jar);
  }

  private Map<String, String> read(ArtifactFormat format, Path jar) throws IOException {
    MavenArtifact artifact = new MavenArtifact("g:a:" + Sha256.of(jar), Sha256.of(jar), format);
    ArtifactFetcher copying =
        (wanted, into) -> {
          try {
            Files.copy(jar, into.resolve(wanted.fileName()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    Map<String, String> documents = new LinkedHashMap<>();
    TextDecoder decoder = new TextDecoder(InvalidText.STOP);
    SourceUnits.of(artifact, new ArtifactCache(folder.resolve("cache"), copying), 1)
        .forEach(
            unit -> unit.read(decoder, document -> documents.put(document.id(), document.text())));
    return documents;
  }
}
