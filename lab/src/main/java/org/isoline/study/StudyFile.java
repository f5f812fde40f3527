package org.isoline.study;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.isoline.settings.Node;
import org.isoline.settings.SettingsException;
import org.isoline.settings.YamlTree;

/** Reads study files. {@link StudyReference} lists their keys. */
public final class StudyFile {
  private StudyFile() {}

  /**
   * Reads a study.
   *
   * @throws StudyException naming file, line, column, key, value and legal values of the first
   *     thing that is wrong
   */
  public static Study read(Path file) {
    return parse(file.toString(), text(file));
  }

  /** The text of a file. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new StudyException(file + ": no such file; name a study such as studies/quick.yaml", e);
    } catch (CharacterCodingException e) {
      throw new StudyException(file + ": is not UTF-8; save it as UTF-8", e);
    } catch (IOException e) {
      throw new StudyException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a study from text.
   *
   * @param name of the text in messages
   * @throws StudyException like {@link #read}
   */
  public static Study parse(String name, String text) {
    return told(
        () -> {
          Node.Mapping document = YamlTree.read(name, "study", text);
          if (RecallFile.isRecall(document)) {
            throw new StudyException(
                name
                    + ": is a study of recall, which has no corpus and no laws; the commands study,"
                    + " plan and train read it");
          }
          return StudyFormat.read(name, document);
        });
  }

  /** Complaints about settings as complaints about a study. */
  static <T> T told(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (SettingsException e) {
      throw new StudyException(e.getMessage(), e);
    }
  }
}
