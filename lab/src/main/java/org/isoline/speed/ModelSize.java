package org.isoline.speed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.isoline.model.Architecture;
import org.isoline.model.ModelConfig;
import org.isoline.model.Shape;
import org.isoline.model.Sizes;

/**
 * The size of a model by one word: {@code LAYERSxWIDTHxHEADDIM}, or a published name.
 *
 * @param name as given
 */
public record ModelSize(String name) {
  private static final Pattern EXTENTS = Pattern.compile("(\\d{1,4})x(\\d{1,6})x(\\d{1,5})");

  /**
   * Checks the word.
   *
   * @throws SpeedException if it is neither
   */
  public ModelSize {
    if (!EXTENTS.matcher(name).matches() && !Sizes.names().contains(name)) {
      throw new SpeedException(
          "size '%s' is neither LAYERSxWIDTHxHEADDIM, such as 6x512x128, nor one of %s"
              .formatted(name, String.join(", ", Sizes.names())));
    }
  }

  /** The paper's model of this size. */
  ModelConfig config(Architecture architecture, int vocabulary, int context) {
    try {
      return ModelConfig.paper(architecture, shape(architecture), vocabulary, context);
    } catch (IllegalArgumentException e) {
      throw new SpeedException("size " + name + ": " + e.getMessage(), e);
    }
  }

  private Shape shape(Architecture architecture) {
    Matcher matcher = EXTENTS.matcher(name);
    return matcher.matches()
        ? Shape.of(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)))
        : Sizes.shape(name, architecture);
  }

  @Override
  public String toString() {
    return name;
  }
}
