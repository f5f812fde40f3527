package org.isoline.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON of other programs: one object in UTF-8, no name twice, nothing behind it. */
public final class StrictJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private StrictJson() {}

  /**
   * Reads an object.
   *
   * @throws IOException if it is anything else, with a reason of one line
   */
  public static ObjectNode object(byte[] text) throws IOException {
    try {
      JsonNode node =
          MAPPER.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString());
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new IOException("it is no JSON object");
    } catch (CharacterCodingException e) {
      throw new IOException("it is no UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new IOException("it is no JSON: " + firstLine(e.getOriginalMessage()), e);
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  static ObjectNode empty() {
    return MAPPER.createObjectNode();
  }

  static byte[] bytes(JsonNode node) throws IOException {
    return MAPPER.writeValueAsBytes(node);
  }

  static byte[] indented(JsonNode node) throws IOException {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
  }
}
