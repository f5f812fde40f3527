package org.isoline.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a preparation has finished so far, in a folder that goes away with its end. Every part is a
 * few files of which the {@code .json} is written last; a part without one counts for nothing, and
 * one whose checksums are others is done again.
 *
 * <pre>
 * plan.json                which part is which unit of the sources
 * 000012.text.*            cleaned texts of part 12: {@link TextSegment}
 * fates.bin, fates.json    what becomes of every document: {@link Selection}
 * tokenizer.json           trained
 * 000012.train.*           tokens of slice 12, a shard each side
 * 000012.validation.*
 * </pre>
 *
 * @param path the folder
 */
record UnfinishedFolder(Path path) {
  Path plan() {
    return path.resolve("plan.json");
  }

  Path texts(int segment) {
    return path.resolve(name(segment) + ".text.bin");
  }

  Path rows(int segment) {
    return path.resolve(name(segment) + ".text.rows");
  }

  Path signatures(int segment) {
    return path.resolve(name(segment) + ".text.signatures");
  }

  Path textInfo(int segment) {
    return path.resolve(name(segment) + ".text.json");
  }

  Path fates() {
    return path.resolve("fates.bin");
  }

  Path fatesInfo() {
    return path.resolve("fates.json");
  }

  /** Files of the search for duplicates. */
  Path duplicates() {
    return path.resolve("duplicates");
  }

  Path tokenizer() {
    return path.resolve("tokenizer.json");
  }

  /** Name of the shard with the tokens of one side of a slice. */
  String shardName(int slice, String side) {
    return name(slice) + "." + side;
  }

  ShardFiles shard(int slice, String side) {
    return ShardFiles.of(path, shardName(slice, side));
  }

  /** Keeps what is there if it belongs to this plan, and begins anew otherwise. */
  void claim(SegmentPlan plan) throws IOException {
    if (Files.exists(plan())) {
      if (SegmentPlan.read(plan()).filter(plan::equals).isPresent()) {
        return;
      }
    }
    delete();
    Files.createDirectories(path);
    Json.write(plan(), plan, Publication.CHECKED_BEFORE_USE);
  }

  void delete() throws IOException {
    // The plan goes first: without it nothing else counts, however far a deletion came.
    Files.deleteIfExists(plan());
    deleteTree(path);
  }

  /** Deletes what a search for duplicates left that was interrupted. */
  void deleteDuplicates() throws IOException {
    deleteTree(duplicates());
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> tree = Files.walk(root)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }

  private static String name(int segment) {
    return "%06d".formatted(segment);
  }
}
