package org.isoline.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The documentation comments of a {@code -sources} jar. Inline tags leave their words behind
 * ({@code {@link List#size() the size}} becomes {@code the size}), a block tag begins a paragraph
 * and loses its name.
 */
record JavadocText(TextDecoder decoder) implements ArtifactText {
  private static final Pattern MARGIN = Pattern.compile("(?m)^\\s*\\*+ ?");
  private static final Pattern INLINE_TAG = Pattern.compile("\\{@(\\w+)\\s*([^{}]*)}");
  private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^\\s*@\\w+");
  private static final Pattern REFERENCE = Pattern.compile("^\\S+?(\\([^)]*\\))?(\\s+|$)");

  @Override
  public void read(ZipFile zip, BiConsumer<String, String> sink) throws IOException {
    List<? extends ZipEntry> files =
        zip.stream()
            .filter(e -> e.getName().endsWith(".java"))
            .sorted(Comparator.comparing(ZipEntry::getName))
            .toList();
    if (files.isEmpty()) {
      throw new CorpusException(
          "%s: no Java file inside; name the jar with the classifier sources"
              .formatted(zip.getName()));
    }
    Prose prose = new Prose();
    for (ZipEntry file : files) {
      byte[] bytes;
      try (InputStream in = zip.getInputStream(file)) {
        bytes = in.readAllBytes();
      }
      decoder
          .decode(bytes, zip.getName() + "!" + file.getName())
          .map(source -> document(source, prose))
          .filter(text -> !text.isEmpty())
          .ifPresent(text -> sink.accept(file.getName(), text));
    }
  }

  private static String document(String source, Prose prose) {
    List<String> paragraphs = new ArrayList<>();
    for (String comment : JavaComments.documentation(source)) {
      paragraphs.addAll(prose.paragraphs(html(comment)));
    }
    return Prose.document(paragraphs);
  }

  static String html(String comment) {
    String text = MARGIN.matcher(comment).replaceAll("");
    Matcher tags = INLINE_TAG.matcher(text);
    // Tags nest, and the pattern matches innermost ones only.
    while (tags.find()) {
      text = tags.replaceAll(tag -> Matcher.quoteReplacement(words(tag.group(1), tag.group(2))));
      tags = INLINE_TAG.matcher(text);
    }
    return BLOCK_TAG.matcher(text).replaceAll("<p>");
  }

  private static String words(String tag, String content) {
    return switch (tag) {
      case "link", "linkplain" -> {
        String label = REFERENCE.matcher(content.strip()).replaceFirst("");
        yield label.isBlank() ? content.strip().replace('#', '.') : label;
      }
      case "code", "literal" -> content.replace("&", "&amp;").replace("<", "&lt;");
      default -> content;
    };
  }
}
