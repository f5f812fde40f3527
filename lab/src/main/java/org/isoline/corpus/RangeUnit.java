package org.isoline.corpus;

/** A unit that is a range of one file: named, measured and watched as that range is. */
interface RangeUnit extends SourceUnit {
  /** The bytes of the file that it reads. */
  FileRange range();

  @Override
  default String id() {
    return range().id();
  }

  @Override
  default long bytes() {
    return range().bytes();
  }

  @Override
  default FileStamp file() {
    return range().file();
  }
}
