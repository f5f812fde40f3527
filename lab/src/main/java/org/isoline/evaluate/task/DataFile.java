package org.isoline.evaluate.task;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.isoline.corpus.InputStreams;
import org.isoline.corpus.Sha256;

/** A file of rows, on disk or of the program. */
sealed interface DataFile {

  /** Its name in messages. */
  String shown();

  /** File name, which says how to read it. */
  String name();

  /** The content as it lies there. */
  InputStream raw() throws IOException;

  /** The content, unpacked. */
  InputStream unpacked() throws IOException;

  /** SHA-256 of the content as it lies there. */
  default String hash() {
    try (InputStream in = raw()) {
      return Sha256.of(in);
    } catch (IOException e) {
      throw unreadable("", e);
    }
  }

  /** A complaint about reading that names the file and what to do. */
  default TaskDataException unreadable(String where, IOException e) {
    String reason =
        e instanceof EOFException || e instanceof ZipException
            ? "it is damaged or not whole (%s); fetch it again".formatted(e.getMessage())
            : e.getMessage();
    return TaskDataException.unreadable(
        "%s: cannot be read%s: %s".formatted(shown(), where, reason), e);
  }

  /** On disk. */
  record OnDisk(Path path) implements DataFile {
    @Override
    public String shown() {
      return path.toString();
    }

    @Override
    public String name() {
      return path.getFileName().toString();
    }

    @Override
    public InputStream raw() throws IOException {
      return Files.newInputStream(path);
    }

    @Override
    public InputStream unpacked() throws IOException {
      return InputStreams.open(path);
    }

    /** A file beside this one whose name ends differently, unpacked or not. */
    Optional<OnDisk> beside(String end) {
      String stem = name().replaceFirst("\\.(gz|zst)$", "").replaceFirst("\\.[^.]+$", "");
      Path found = path.resolveSibling(stem + end);
      return Files.isRegularFile(found) ? Optional.of(new OnDisk(found)) : Optional.empty();
    }
  }

  /** A folder of texts, each a row with its name and its text. */
  record Folder(Path path) implements DataFile {
    /** Its text files in the order of their names. */
    List<Path> texts() {
      try (Stream<Path> files = Files.list(path)) {
        return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
      } catch (IOException e) {
        throw unreadable("", e);
      }
    }

    @Override
    public String shown() {
      return path.toString();
    }

    @Override
    public String name() {
      return path.getFileName().toString();
    }

    @Override
    public InputStream raw() throws IOException {
      List<InputStream> parts = new ArrayList<>();
      for (Path text : texts()) {
        String head = text.getFileName() + "\n";
        parts.add(new ByteArrayInputStream(head.getBytes(StandardCharsets.UTF_8)));
        parts.add(new ByteArrayInputStream(Files.readAllBytes(text)));
      }
      return new SequenceInputStream(Collections.enumeration(parts));
    }

    @Override
    public InputStream unpacked() throws IOException {
      return raw();
    }
  }

  /** Of the program. */
  record Resource(String name) implements DataFile {
    @Override
    public String shown() {
      return "built-in " + name;
    }

    @Override
    public InputStream raw() throws IOException {
      return BuiltIn.open(name);
    }

    @Override
    public InputStream unpacked() throws IOException {
      return raw();
    }
  }

  /**
   * The first of a task's files, or folders of text files, that exists.
   *
   * @param folder the data folder
   * @throws MissingDataException if none does
   */
  static DataFile find(Task task, DataSource source, Path folder) {
    List<String> files = source.files();
    if (source.origin() == DataSource.Origin.BUILTIN) {
      return files.stream()
          .filter(BuiltIn::has)
          .<DataFile>map(Resource::new)
          .findFirst()
          .orElseThrow(() -> new MissingDataException(task.name(), files));
    }
    Path base = source.origin() == DataSource.Origin.DATA ? folder : source.folder().orElse(folder);
    List<Path> places = files.stream().map(base::resolve).toList();
    return places.stream()
        .filter(place -> Files.isRegularFile(place) || isFolderOfTexts(place))
        .map(place -> Files.isDirectory(place) ? new Folder(place) : new OnDisk(place))
        .findFirst()
        .orElseThrow(
            () ->
                new MissingDataException(
                    task.name(), places.stream().map(Path::toString).toList()));
  }

  private static boolean isFolderOfTexts(Path place) {
    return Files.isDirectory(place) && !new Folder(place).texts().isEmpty();
  }
}
