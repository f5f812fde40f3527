package org.isoline.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Text and id of one JSON object; everything else in it is passed over without being built.
 *
 * @param text the text; empty if it is null
 * @param id the id, if one was asked for
 */
record JsonRow(String text, Optional<String> id) {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** Reads rows of a source. */
  record Parser(String textField, Optional<String> idField) {
    /** The row in UTF-8. */
    JsonRow parse(byte[] line, Supplier<String> where) {
      try (JsonParser parser = JSON.createParser(line)) {
        return parse(parser, where);
      } catch (IOException e) {
        throw malformed(e, where);
      }
    }

    /** The row. */
    JsonRow parse(String line, Supplier<String> where) {
      try (JsonParser parser = JSON.createParser(line)) {
        return parse(parser, where);
      } catch (IOException e) {
        throw malformed(e, where);
      }
    }

    private JsonRow parse(JsonParser parser, Supplier<String> where) throws IOException {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        skipValue(parser, first);
        throw new CorpusException(
            "%s: JSON of type %s, not object; each line must be one object with the field \"%s\""
                .formatted(where.get(), kind(first), textField));
      }
      Set<String> names = new LinkedHashSet<>();
      String text = null;
      String id = null;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        names.add(name);
        JsonToken value = parser.nextToken();
        if (name.equals(textField)) {
          text = text(parser, value, where);
        }
        if (idField.isPresent() && name.equals(idField.get())) {
          id = id(parser, value, where);
        }
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw new CorpusException(
            "%s: malformed JSON at column %d: more behind the object; write one object a line"
                .formatted(where.get(), parser.currentTokenLocation().getColumnNr()));
      }
      require(names, textField, "textField", where);
      idField.ifPresent(field -> require(names, field, "idField", where));
      return new JsonRow(text, Optional.ofNullable(id));
    }

    private String text(JsonParser parser, JsonToken value, Supplier<String> where)
        throws IOException {
      return switch (value) {
        case VALUE_STRING -> parser.getText();
        case VALUE_NULL -> "";
        default ->
            throw new CorpusException(
                "%s: the field \"%s\" is of type %s, not string; set textField to a field that holds text"
                    .formatted(where.get(), textField, kind(value)));
      };
    }

    private String id(JsonParser parser, JsonToken value, Supplier<String> where)
        throws IOException {
      return switch (value) {
        case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getText();
        default ->
            throw new CorpusException(
                "%s: the field \"%s\" is of type %s; an id is a string or a number"
                    .formatted(where.get(), idField.orElseThrow(), kind(value)));
      };
    }
  }

  private static void require(
      Set<String> names, String field, String setting, Supplier<String> where) {
    if (!names.contains(field)) {
      throw new CorpusException(
          "%s: no field \"%s\"; the fields are: %s; set %s to one of them"
              .formatted(
                  where.get(),
                  field,
                  names.isEmpty() ? "(none)" : String.join(", ", names),
                  setting));
    }
  }

  /** A value that is broken must be told from one that is of the wrong type. */
  private static void skipValue(JsonParser parser, JsonToken first) throws IOException {
    if (first != null) {
      parser.skipChildren();
    }
  }

  private static CorpusException malformed(IOException e, Supplier<String> where) {
    if (!(e instanceof JsonProcessingException json)) {
      throw new UncheckedIOException("reading from memory", e);
    }
    String column =
        json.getLocation() == null ? "" : " at column " + json.getLocation().getColumnNr();
    return new CorpusException(
        "%s: malformed JSON%s: %s".formatted(where.get(), column, json.getOriginalMessage()), e);
  }

  private static String kind(JsonToken value) {
    if (value == null) {
      return "missing";
    }
    return switch (value) {
      case START_OBJECT -> "object";
      case START_ARRAY -> "array";
      case VALUE_STRING -> "string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
      case VALUE_TRUE, VALUE_FALSE -> "boolean";
      case VALUE_NULL -> "null";
      default -> value.name().toLowerCase(Locale.ROOT);
    };
  }
}
