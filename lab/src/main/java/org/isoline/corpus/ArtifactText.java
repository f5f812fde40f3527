package org.isoline.corpus;

import java.io.IOException;
import java.util.function.BiConsumer;
import java.util.zip.ZipFile;

/** The way text lies in one kind of artefact. */
sealed interface ArtifactText permits WordNetText, JavadocText, AwsDocumentationText {
  /**
   * Hands every document's id and text to {@code sink}.
   *
   * @throws IOException if the archive is damaged
   * @throws CorpusException if it holds nothing of this kind
   */
  void read(ZipFile zip, BiConsumer<String, String> sink) throws IOException;
}
