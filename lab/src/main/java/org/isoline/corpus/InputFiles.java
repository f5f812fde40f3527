package org.isoline.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** The files that a pattern (a file, a folder or a glob) stands for. */
final class InputFiles {
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  /**
   * One file.
   *
   * @param path where it is
   * @param name its path below the folder or the glob's fixed part, with {@code /} between folders
   *     on every platform: it does not change when the whole folder is moved
   */
  record InputFile(Path path, String name) {}

  private InputFiles() {}

  static void requirePattern(String pattern) {
    if (pattern == null || pattern.isBlank()) {
      throw new CorpusException("pattern: missing; name a file, a folder or a glob (data/*.txt)");
    }
  }

  static void requireField(String field, String pattern) {
    if (field == null || field.isBlank()) {
      throw new CorpusException(
          "textField: missing for %s; name the field that holds the text, for example text"
              .formatted(pattern));
    }
  }

  /**
   * Files of the pattern, ordered by name.
   *
   * @param inFolder which file names count when the pattern is a folder
   * @throws CorpusException if there is none
   */
  static List<InputFile> resolve(String pattern, Predicate<String> inFolder) {
    try {
      List<InputFile> files = find(pattern, inFolder);
      if (files.isEmpty()) {
        throw new CorpusException(
            "pattern: \"%s\" matches no file (looked in %s); name a file, a folder or a glob"
                .formatted(pattern, lookedIn(pattern)));
      }
      files.sort(Comparator.comparing(InputFile::name));
      return files;
    } catch (IOException | UncheckedIOException e) {
      throw new CorpusException(
          "pattern: \"%s\": cannot list files: %s".formatted(pattern, e.getMessage()), e);
    }
  }

  private static List<InputFile> find(String pattern, Predicate<String> inFolder)
      throws IOException {
    if (exists(pattern)) {
      Path path = Path.of(pattern);
      return Files.isDirectory(path)
          ? below(path, relative -> visible(relative) && inFolder.test(fileName(relative)))
          : new ArrayList<>(List.of(new InputFile(path, path.getFileName().toString())));
    }
    if (!GLOB.matcher(pattern).find() || !Files.isDirectory(fixedPart(pattern))) {
      return new ArrayList<>();
    }
    Path folder = fixedPart(pattern);
    String glob = pattern.replace('\\', '/').substring(fixedLength(pattern));
    Predicate<Path> matches = matcher(folder.getFileSystem(), pattern, glob);
    return below(folder, matches);
  }

  private static Predicate<Path> matcher(FileSystem system, String pattern, String glob) {
    try {
      PathMatcher literal = system.getPathMatcher("glob:" + glob);
      PathMatcher withoutFolders = system.getPathMatcher("glob:" + glob.replace("**/", ""));
      return path -> literal.matches(path) || withoutFolders.matches(path);
    } catch (PatternSyntaxException e) {
      throw new CorpusException(
          "pattern: \"%s\" is no glob: %s".formatted(pattern, e.getDescription()), e);
    }
  }

  private static List<InputFile> below(Path folder, Predicate<Path> wanted) throws IOException {
    List<InputFile> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      walk.filter(Files::isRegularFile)
          .filter(path -> wanted.test(folder.relativize(path)))
          .forEach(path -> files.add(new InputFile(path, slashed(folder.relativize(path)))));
    }
    return files;
  }

  private static boolean visible(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private static boolean exists(String pattern) {
    try {
      return Files.exists(Path.of(pattern));
    } catch (InvalidPathException globOnWindows) {
      return false;
    }
  }

  private static Path lookedIn(String pattern) {
    return fixedPart(pattern).toAbsolutePath().normalize();
  }

  private static Path fixedPart(String pattern) {
    return Path.of(pattern.substring(0, fixedLength(pattern)));
  }

  /** Length of the longest prefix that ends in a separator and holds no glob character. */
  private static int fixedLength(String pattern) {
    Matcher glob = GLOB.matcher(pattern);
    int end = glob.find() ? glob.start() : pattern.length();
    return pattern.replace('\\', '/').lastIndexOf('/', end - 1) + 1;
  }

  private static String fileName(Path path) {
    return path.getFileName().toString();
  }

  private static String slashed(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }
}
