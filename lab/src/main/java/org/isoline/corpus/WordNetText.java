package org.isoline.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * WordNet's database files, as described in its manual page wndb(5): a line of {@code data.noun},
 * {@code data.verb}, {@code data.adj} and {@code data.adv} is a synset,
 *
 * <pre>offset file type words(hex) word lex_id … pointers … | gloss; "example"; …</pre>
 *
 * <p>A synset becomes one document, {@code words: gloss; examples}. It is short (about a hundred
 * bytes), which costs nothing since documents are packed one behind another, and it lets the split
 * hold out entries instead of letters of the alphabet.
 */
record WordNetText(TextDecoder decoder) implements ArtifactText {
  private static final List<String> PARTS = List.of("adj", "adv", "noun", "verb");
  private static final int WORD_COUNT_FIELD = 3;
  private static final int FIRST_WORD_FIELD = 4;

  @Override
  public void read(ZipFile zip, BiConsumer<String, String> sink) throws IOException {
    for (String part : PARTS) {
      readPart(zip, part, sink);
    }
  }

  private void readPart(ZipFile zip, String part, BiConsumer<String, String> sink)
      throws IOException {
    ZipEntry entry =
        zip.stream()
            .filter(e -> e.getName().endsWith("/data." + part))
            .findFirst()
            .orElseThrow(
                () ->
                    new CorpusException(
                        "%s: no file data.%s inside; it is no WordNet database"
                            .formatted(zip.getName(), part)));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(zip.getInputStream(entry), StandardCharsets.ISO_8859_1))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        // The licence at the head of each file is told by its leading blanks.
        if (!line.startsWith(" ")) {
          readSynset(line, part, zip.getName() + "!" + entry.getName() + ":" + number, sink);
        }
      }
    }
  }

  private void readSynset(String line, String part, String where, BiConsumer<String, String> sink) {
    Optional<String> decoded = decode(line, where);
    if (decoded.isEmpty()) {
      return;
    }
    String synset = decoded.get();
    try {
      sink.accept(part + ":" + synset.substring(0, synset.indexOf(' ')), prose(synset));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new CorpusException(
          "%s: not a synset (offset, file, type, words, pointers, | gloss): \"%s\""
              .formatted(where, synset),
          e);
    }
  }

  private Optional<String> decode(String latin1, String where) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return decoder.decode(bytes, where);
  }

  static String prose(String synset) {
    int bar = synset.indexOf('|');
    String[] fields = synset.substring(0, bar).split(" ");
    int words = Integer.parseInt(fields[WORD_COUNT_FIELD], 16);
    List<String> lemmas = new ArrayList<>(words);
    for (int i = 0; i < words; i++) {
      lemmas.add(lemma(fields[FIRST_WORD_FIELD + 2 * i]));
    }
    return String.join(", ", lemmas) + ": " + synset.substring(bar + 1).strip();
  }

  /** A word as it is written: blanks for underscores, no syntactic marker such as {@code (a)}. */
  private static String lemma(String word) {
    int marker = word.endsWith(")") ? word.lastIndexOf('(') : -1;
    return (marker > 0 ? word.substring(0, marker) : word).replace('_', ' ');
  }
}
