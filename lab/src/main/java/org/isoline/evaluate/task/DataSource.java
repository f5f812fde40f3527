package org.isoline.evaluate.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a task's rows come from and which shapes they may have. */
public final class DataSource {
  private final Origin origin;
  private final List<String> files;
  private final List<Layout> layouts;
  private final Optional<Path> folder;

  /** Whose folder the files are relative to. */
  public enum Origin {
    /** The data folder that the caller names. */
    DATA,
    /** The program itself. */
    BUILTIN,
    /** The folder of the task file. */
    BESIDE
  }

  DataSource(Origin origin, List<String> files, List<Layout> layouts, Optional<Path> folder) {
    this.origin = origin;
    this.files = List.copyOf(files);
    this.layouts = List.copyOf(layouts);
    this.folder = folder;
  }

  /** Whose folder the files are relative to. */
  public Origin origin() {
    return origin;
  }

  /** Names of the file, the first that exists is read. */
  public List<String> files() {
    return files;
  }

  /** Names of the shapes that are understood, the first that fits the first row counts. */
  public List<String> layoutNames() {
    return layouts.stream().map(Layout::name).toList();
  }

  List<Layout> layouts() {
    return layouts;
  }

  /** Folder of the task file; empty if it is built in. */
  Optional<Path> folder() {
    return folder;
  }
}
