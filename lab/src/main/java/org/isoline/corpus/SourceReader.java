package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.ZipFile;

/** Reads the documents of one source, in no promised order. */
final class SourceReader {
  private static final long LARGEST_TEXT_FILE = 1L << 30;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Source source;
  private final ArtifactCache cache;
  private final TextDecoder decoder;
  private final Consumer<Document> sink;

  SourceReader(Source source, ArtifactCache cache, TextDecoder decoder, Consumer<Document> sink) {
    this.source = source;
    this.cache = cache;
    this.decoder = decoder;
    this.sink = sink;
  }

  void read() {
    switch (source) {
      case MavenArtifact artifact -> readArtifact(artifact);
      case TextFiles files -> readTextFiles(files);
      case JsonLines lines -> new JsonLinesReader(lines, decoder, this::accept).read();
    }
  }

  private void accept(String id, String text) {
    sink.accept(new Document(id, text, source.label()));
  }

  private void readArtifact(MavenArtifact artifact) {
    Path jar = cache.fetch(artifact);
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ArtifactText text =
          switch (artifact.format()) {
            case WORDNET -> new WordNetText(decoder);
            case JAVADOC -> new JavadocText(decoder);
            case AWS_DOCUMENTATION -> new AwsDocumentationText(decoder);
          };
      text.read(zip, this::accept);
    } catch (IOException e) {
      throw new CorpusException(
          "%s: cannot read %s as %s: %s; check the format, or delete the file to fetch it again"
              .formatted(artifact.coordinates(), jar, artifact.format(), e.getMessage()),
          e);
    }
  }

  private void readTextFiles(TextFiles source) {
    for (InputFiles.InputFile file : InputFiles.resolve(source.pattern(), name -> true)) {
      decoder
          .decode(wholeFile(file.path()), file.path().toString())
          .map(SourceReader::withoutByteOrderMark)
          .ifPresent(text -> accept(file.name(), text));
    }
  }

  private static byte[] wholeFile(Path file) {
    try {
      long size = Files.size(file);
      if (size > LARGEST_TEXT_FILE) {
        throw new CorpusException(
            "%s: %d bytes; a document has at most %d: split the file, or turn it into JSON lines"
                .formatted(file, size, LARGEST_TEXT_FILE));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CorpusException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String withoutByteOrderMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }
}
