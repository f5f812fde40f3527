package org.isoline.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusCheckTest {
  @TempDir Path folder;
  private Path out;
  private CorpusSpec spec;

  @BeforeEach
  void prepare() throws IOException {
    out = folder.resolve("out");
    spec = PrepareTexts.write(folder, 60);
    PrepareTexts.prepare(spec, out, 2, 1L << 20, PrepareProgress.lines(line -> {}));
  }

  @Test
  void passesWhatIsAsItWasWritten() {
    CorpusCheck check = CorpusCheck.of(out, spec);
    assertThat(check.pass()).isTrue();
    assertThat(check.files()).isEqualTo(7);
    assertThat(check.notes()).isEmpty();
  }

  @Test
  void namesEveryFileThatDiffers() throws IOException {
    for (String name :
        new String[] {"train.bin", "validation.documents.bin", "train.json", "tokenizer.json"}) {
      Path file = out.resolve(name);
      Path kept = folder.resolve(name);
      Files.copy(file, kept);
      byte[] content = Files.readAllBytes(file);
      content[content.length / 2] ^= 1;
      Files.write(file, content);
      assertThat(CorpusCheck.of(out, spec).problems())
          .singleElement()
          .asString()
          .startsWith(file + ": changed since it was written: sha256 is ");
      Files.write(file, new byte[] {1});
      assertThat(CorpusCheck.of(out, spec).problems())
          .singleElement()
          .asString()
          .startsWith(file + ": 1 bytes, expected " + content.length);
      Files.delete(file);
      assertThat(CorpusCheck.of(out, spec).problems())
          .containsExactly(file + ": there is no such file");
      Files.move(kept, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Test
  void comparesTheSourcesIfTheyAreThere() throws IOException {
    Files.writeString(folder.resolve("text/00000.txt"), "another text");
    assertThat(CorpusCheck.of(out, spec).problems())
        .singleElement()
        .asString()
        .contains("manifest.json: sources[0]: prepared from ");
    Files.delete(folder.resolve("lines.jsonl"));
    CorpusCheck check = CorpusCheck.of(out, spec);
    assertThat(check.pass()).isTrue();
    assertThat(check.notes()).singleElement().asString().contains("lines.jsonl");
  }

  @Test
  void seesAnEditedManifest() throws IOException {
    Path manifest = out.resolve("manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"BPE 600\"", "\"BPE 601\""));
    assertThat(CorpusCheck.of(out, spec).problems())
        .anyMatch(line -> line.startsWith(manifest + ": the fingerprint is "));
    Files.writeString(manifest, text.replace("\"formatVersion\" : 2", "\"formatVersion\" : 1"));
    assertThatThrownBy(() -> CorpusCheck.of(out, spec))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("formatVersion 1; this program reads 2")
        .hasMessageContaining("run prepare again");
    Files.delete(manifest);
    assertThatThrownBy(() -> CorpusCheck.of(out, spec)).hasMessageContaining("no manifest.json");
  }
}
