package org.isoline.corpus;

/**
 * What the {@code .json} beside a shard says.
 *
 * @param formatVersion version of these three files
 * @param type {@code uint16} or {@code uint32}, little-endian
 * @param tokens number of tokens in the {@code .bin}
 * @param documents number of documents; each ends with the end-of-text token
 * @param textBytes bytes of UTF-8 of all documents, end-of-text tokens counting none
 * @param vocabulary number of ids of the tokenizer
 * @param endOfText its end-of-text id
 * @param tokenizer its {@link Tokenizer#hash()}
 * @param sha256 of the {@code .bin}
 * @param documentsSha256 of the {@code .documents.bin}: a row of two little-endian int64 for each
 *     document, its first token and its bytes of text
 * @param fingerprint {@link PreparedCorpus#fingerprint()} of the corpus it belongs to
 */
public record ShardInfo(
    int formatVersion,
    String type,
    long tokens,
    int documents,
    long textBytes,
    int vocabulary,
    int endOfText,
    String tokenizer,
    String sha256,
    String documentsSha256,
    String fingerprint) {
  static final int FORMAT_VERSION = 1;

  private static final int LARGEST_SHORT_VOCABULARY = 1 << 16;

  static String type(int vocabulary) {
    return vocabulary <= LARGEST_SHORT_VOCABULARY ? "uint16" : "uint32";
  }

  static int width(String type) {
    return switch (type) {
      case "uint16" -> Short.BYTES;
      case "uint32" -> Integer.BYTES;
      default ->
          throw new CorpusException(
              "type: \"%s\"; legal: uint16, uint32; delete the folder and run prepare again"
                  .formatted(type));
    };
  }

  int width() {
    return width(type);
  }
}
