package org.isoline.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipFile;

/**
 * All documents of an artefact, in the order of their ids. Artefacts are small enough to be held in
 * memory.
 */
record ArtifactUnit(MavenArtifact artifact, FileStamp file) implements SourceUnit {
  @Override
  public String id() {
    return artifact.coordinates();
  }

  @Override
  public long bytes() {
    return file.bytes();
  }

  @Override
  public void read(TextDecoder decoder, Consumer<Document> into) {
    List<Document> documents = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.path().toFile())) {
      text(decoder)
          .read(zip, (id, text) -> documents.add(new Document(id, text, artifact.label())));
    } catch (IOException e) {
      throw new CorpusException(
          "%s: cannot read %s as %s: %s; check the format, or delete the file to fetch it again"
              .formatted(artifact.coordinates(), file.path(), artifact.format(), e.getMessage()),
          e);
    }
    file.requireUnchanged();
    documents.sort(Comparator.comparing(Document::id));
    documents.forEach(into);
  }

  private ArtifactText text(TextDecoder decoder) {
    return switch (artifact.format()) {
      case WORDNET -> new WordNetText(decoder);
      case JAVADOC -> new JavadocText(decoder);
      case AWS_DOCUMENTATION -> new AwsDocumentationText(decoder);
    };
  }
}
