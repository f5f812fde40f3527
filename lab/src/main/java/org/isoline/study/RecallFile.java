package org.isoline.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import org.isoline.settings.Node;
import org.isoline.settings.YamlTree;

/** Reads files of recall studies. {@link StudyReference} lists their keys. */
public final class RecallFile {
  private RecallFile() {}

  /**
   * Whether a file is a recall study: its first key is {@code recall}.
   *
   * @throws StudyException if it cannot be read or is not YAML
   */
  public static boolean isRecall(Path file) {
    return StudyFile.told(
        () -> isRecall(YamlTree.read(file.toString(), "study", StudyFile.text(file))));
  }

  static boolean isRecall(Node.Mapping document) {
    return document.entries().keySet().stream()
        .findFirst()
        .filter(RecallFormat.RECALL.name()::equals)
        .isPresent();
  }

  /**
   * Reads a recall study.
   *
   * @throws StudyException naming file, line, column, key, value and legal values of the first
   *     thing that is wrong
   */
  public static RecallStudy read(Path file) {
    return parse(file.toString(), StudyFile.text(file));
  }

  /**
   * Reads a recall study from text.
   *
   * @param name of the text in messages
   * @throws StudyException like {@link #read}
   */
  public static RecallStudy parse(String name, String text) {
    return StudyFile.told(() -> RecallFormat.read(name, YamlTree.read(name, "recall", text)));
  }

  /** A study as a file with every default written out; it reads back as an equal study. */
  static String yaml(RecallStudy study) {
    YAMLMapper mapper =
        YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();
    try {
      return mapper.writeValueAsString(RecallFormat.write(study));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of text and numbers can be written", e);
    }
  }
}
