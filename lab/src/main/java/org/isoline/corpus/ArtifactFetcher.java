package org.isoline.corpus;

import java.nio.file.Path;

/** Brings an artefact from wherever it is served. */
interface ArtifactFetcher {
  /**
   * Leaves the artefact's file, under {@link MavenArtifact#fileName()}, in an empty folder.
   *
   * @throws CorpusException if that cannot be done; the message says why and what to do
   */
  void fetch(MavenArtifact artifact, Path folder);
}
