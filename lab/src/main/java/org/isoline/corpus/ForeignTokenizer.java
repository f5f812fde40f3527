package org.isoline.corpus;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Any {@code tokenizer.json} that our own encoder does not repeat, run by Hugging Face's library.
 *
 * <p>The library would make special tokens from text that spells them, and put some around a text;
 * both are taken out of the file before it sees it, so that this tokenizer keeps the promises of
 * {@link Tokenizer}. Truncation and padding go too.
 */
public final class ForeignTokenizer implements Tokenizer {
  private final byte[] json;
  private final String name;
  private final String reason;
  private final int size;
  private final String hash;
  private final SequencedMap<String, Integer> special;
  private final Optional<String> endOfText;
  private final boolean byteExact;
  private final Map<Integer, byte[]> bytes;
  private final HuggingFaceTokenizer library;

  private ForeignTokenizer(
      Path file, byte[] json, JsonNode root, String reason, Optional<String> endOfText) {
    this.json = json;
    this.reason = reason;
    this.size = HuggingFaceFile.size(root);
    this.special = Collections.unmodifiableSequencedMap(HuggingFaceFile.special(root, true));
    this.endOfText = endOfText.or(() -> EndOfText.among(special.keySet()));
    this.name = "%s-%d".formatted(root.at("/model/type").asText("foreign"), size);
    this.hash = hash(json, this.endOfText);
    this.bytes = byteLevel(root, special);
    this.byteExact = !bytes.isEmpty() && losesNothing(root);
    try {
      this.library = ForeignLibrary.open(withoutSpecial(root));
    } catch (CorpusException e) {
      throw new CorpusException(
          "%s: our own encoder does not do it (%s), and Hugging Face's library refuses it: %s"
              .formatted(file, reason, e.getMessage()),
          e);
    }
  }

  /**
   * Opens the file's content.
   *
   * @param reason why our own encoder is not used
   * @throws CorpusException if the library refuses it
   */
  static ForeignTokenizer open(
      Path file, byte[] json, JsonNode root, String reason, Optional<String> endOfText) {
    return new ForeignTokenizer(file, json, root, reason, endOfText);
  }

  /**
   * A tokenizer of ours run by Hugging Face's library, to hold the two against one another.
   *
   * @throws CorpusException if the library refuses it
   */
  public static ForeignTokenizer same(BytePairTokenizer tokenizer) {
    JsonNode root = Json.tree(TokenizerLayout.of(tokenizer.vocabulary()));
    byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
    return new ForeignTokenizer(
        Path.of(tokenizer.name()), json, root, "asked for", Optional.empty());
  }

  private static String hash(byte[] json, Optional<String> endOfText) {
    MessageDigest digest = Sha256.digest();
    digest.update(json);
    digest.update(endOfText.orElse("").getBytes(StandardCharsets.UTF_8));
    return Sha256.hex(digest);
  }

  static byte[] withoutSpecial(JsonNode root) {
    ObjectNode copy = root.deepCopy();
    ArrayNode ordinary = copy.putArray("added_tokens");
    for (JsonNode token : root.path("added_tokens")) {
      if (!token.path("special").asBoolean(false)) {
        ordinary.add(token);
      }
    }
    copy.putNull("post_processor");
    copy.putNull("truncation");
    copy.putNull("padding");
    return copy.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The bytes of every ordinary id where tokens are bytes written as characters, else nothing. */
  private static Map<Integer, byte[]> byteLevel(JsonNode root, Map<String, Integer> special) {
    Map<Integer, byte[]> bytes = new HashMap<>();
    if (!root.at("/decoder/type").asText().equals("ByteLevel")) {
      return bytes;
    }
    ByteCharacters characters = new ByteCharacters();
    for (Map.Entry<String, JsonNode> entry : root.at("/model/vocab").properties()) {
      if (!special.containsKey(entry.getKey())) {
        try {
          bytes.put(entry.getValue().asInt(), characters.read(entry.getKey()));
        } catch (CorpusException noBytes) {
          return Map.of();
        }
      }
    }
    HuggingFaceFile.special(root, false)
        .forEach((text, id) -> bytes.put(id, text.getBytes(StandardCharsets.UTF_8)));
    return bytes;
  }

  private boolean losesNothing(JsonNode root) {
    JsonNode normalizer = root.path("normalizer");
    boolean[] seen = new boolean[Vocabulary.BYTES];
    bytes.values().stream()
        .filter(token -> token.length == 1)
        .forEach(token -> seen[Byte.toUnsignedInt(token[0])] = true);
    boolean all = true;
    for (boolean one : seen) {
      all &= one;
    }
    boolean spaceInFront =
        root.path("pre_tokenizer").toString().contains("\"add_prefix_space\":true");
    return (normalizer.isNull() || normalizer.isMissingNode()) && all && !spaceInFront;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int vocabularySize() {
    return size;
  }

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public Map<String, Integer> specialTokens() {
    return special;
  }

  @Override
  public boolean byteExact() {
    return byteExact;
  }

  @Override
  public int endOfText() {
    return endOfText.map(special::get).orElseThrow(() -> EndOfText.unknown(name, special.keySet()));
  }

  /** Why our own encoder is not used for it. */
  public String reason() {
    return reason;
  }

  @Override
  public void encode(byte[] text, int from, int to, IntList out) {
    if (from == to) {
      return;
    }
    String whole = new String(text, from, to - from, StandardCharsets.UTF_8);
    for (long id : library.encode(whole, false, false).getIds()) {
      out.add((int) id);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where tokens are not bytes the library decodes, and a character cut in two is U+FFFD.
   */
  @Override
  public byte[] decodeBytes(int[] ids) {
    for (int id : ids) {
      Vocabulary.check(id, size);
    }
    if (bytes.isEmpty()) {
      long[] ordinary =
          Arrays.stream(ids).filter(id -> !special.containsValue(id)).asLongStream().toArray();
      return Utf8.bytes(library.decode(ordinary, true));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(ids.length * 4);
    for (int id : ids) {
      out.writeBytes(bytes.getOrDefault(id, new byte[0]));
    }
    return out.toByteArray();
  }

  byte[] json() {
    return json.clone();
  }

  Optional<String> endOfTextName() {
    return endOfText;
  }
}
