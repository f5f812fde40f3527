package org.isoline.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The models of the AWS SDK for Java: {@code models/<service>-<date>-model.json}, where every
 * string under a key {@code documentation} is HTML prose. The models are streamed: unpacked they
 * are hundreds of megabytes.
 */
record AwsDocumentationText(TextDecoder decoder) implements ArtifactText {
  private static final String SUFFIX = "-model.json";

  @Override
  public void read(ZipFile zip, BiConsumer<String, String> sink) throws IOException {
    List<? extends ZipEntry> models =
        zip.stream()
            .filter(e -> e.getName().startsWith("models/") && e.getName().endsWith(SUFFIX))
            .sorted(Comparator.comparing(ZipEntry::getName))
            .toList();
    if (models.isEmpty()) {
      throw new CorpusException(
          "%s: no models/*%s inside; it is no jar of AWS service models"
              .formatted(zip.getName(), SUFFIX));
    }
    JsonFactory json = new JsonFactory();
    Prose prose = new Prose();
    for (ZipEntry model : models) {
      List<String> paragraphs = new ArrayList<>();
      try (JsonParser parser = json.createParser(zip.getInputStream(model))) {
        collect(parser, prose, paragraphs);
      }
      String text = Prose.document(paragraphs);
      if (!text.isEmpty()) {
        decoder
            .check(text, () -> zip.getName() + "!" + model.getName())
            .ifPresent(checked -> sink.accept(service(model), checked));
      }
    }
  }

  private static void collect(JsonParser parser, Prose prose, List<String> paragraphs)
      throws IOException {
    for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
      if (t == JsonToken.VALUE_STRING && "documentation".equals(parser.currentName())) {
        paragraphs.addAll(prose.paragraphs(parser.getText()));
      }
    }
  }

  private static String service(ZipEntry model) {
    String name = model.getName();
    return name.substring(name.lastIndexOf('/') + 1, name.length() - SUFFIX.length());
  }
}
