package org.isoline.corpus;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Text inside an artefact that a Maven repository serves, pinned by version and checksum.
 *
 * @param coordinates {@code group:artifact:version}, optionally followed by {@code :packaging} and
 *     {@code :classifier} (the order of {@code dependency:copy})
 * @param sha256 SHA-256 of the artefact's bytes, 64 hexadecimal digits in lower case
 * @param format how the text is taken out of it
 */
public record MavenArtifact(String coordinates, String sha256, ArtifactFormat format)
    implements Source {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.+-]+");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks the form of coordinates and checksum.
   *
   * @throws CorpusException if one is malformed or the format is missing
   */
  public MavenArtifact {
    Objects.requireNonNull(coordinates, "coordinates");
    Objects.requireNonNull(sha256, "sha256");
    List<String> parts = List.of(coordinates.split(":", -1));
    if (parts.size() < 3
        || parts.size() > 5
        || !parts.stream().allMatch(p -> PART.matcher(p).matches())) {
      throw new CorpusException(
          "coordinates: \"%s\" is no Maven coordinate; write group:artifact:version[:packaging[:classifier]]"
              .formatted(coordinates));
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new CorpusException(
          "sha256: \"%s\" of %s is not 64 lower-case hexadecimal digits; take it from `sha256sum FILE`"
              .formatted(sha256, coordinates));
    }
    if (format == null) {
      throw new CorpusException(
          "format: missing for %s; legal: wordnet, javadoc, aws-documentation"
              .formatted(coordinates));
    }
  }

  @Override
  public String label() {
    return coordinates;
  }

  String group() {
    return part(0, "");
  }

  /** The name a repository gives the file: {@code artifact-version[-classifier].packaging}. */
  String fileName() {
    String classifier = part(4, "");
    return part(1, "")
        + "-"
        + part(2, "")
        + (classifier.isEmpty() ? "" : "-" + classifier)
        + "."
        + part(3, "jar");
  }

  private String part(int index, String otherwise) {
    String[] parts = coordinates.split(":");
    return index < parts.length ? parts[index] : otherwise;
  }
}
