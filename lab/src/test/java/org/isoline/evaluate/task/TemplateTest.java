package org.isoline.evaluate.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static final Template.Scope ROW =
      field -> Map.of("a", " x {b} ", "b", "Y", "q.stem", "why").get(field);

  @Test
  void fieldsAreFilteredFromLeftToRightAndNotReadAgain() {
    assertThat(Template.parse("<{a|strip|capitalize}>{b}{q.stem}?").render(ROW))
        .isEqualTo("<X {b}>Ywhy?");
  }

  @Test
  void bracesAreDoubled() {
    assertThat(Template.parse("{{b}} {{{b}}} }}{{").render(ROW)).isEqualTo("{b} {Y} }{");
  }

  @Test
  void fieldsAreKnownInTheOrderOfTheirUse() {
    assertThat(Template.parse("{b}{a|strip}{b|lstrip} {{c}}").fields()).containsExactly("b", "a");
  }

  @ParameterizedTest
  @CsvSource({
    "'a {b', a { without a }",
    "'a b} c', a } without a {",
    "'{}', no field can be called",
    "'{a b|strip |lstrip}', 'the filter \"strip \" (did you mean ''strip''?)'",
    "'{a|strp}', 'the filter \"strp\" (did you mean ''strip''?), which there is not; the filters are strip, lstrip'"
  })
  void whatIsNoTemplateIsRefused(String text, String reason) {
    assertThatThrownBy(() -> Template.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aFilterThatDoesNotFitNamesTheField() {
    assertThatThrownBy(() -> Template.parse("{b|before_gap}").render(ROW))
        .isInstanceOf(BadRowException.class)
        .hasMessage("b = \"Y\" has no gap (_)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "question.stem", "q.choices[].text", "a b", "sol1", "a[]"})
  void pathsAreNamesWithFullStops(String path) {
    assertThat(FieldPath.legal(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a..b", "a.", "[]", "a[0]", "a|b", " a", "a "})
  void whatIsNoPathIsRefused(String path) {
    assertThat(FieldPath.legal(path)).isFalse();
  }

  @Test
  void pathsWalkThroughObjectsAndLists() throws IOException {
    var row =
        new ObjectMapper()
            .readTree(
                """
                {"q": {"stem": "s", "choices": [{"text": "x", "n": 1}, {"text": "y"}]},
                 "flags": [true, 2, "z"], "none": null}""");
    assertThat(new FieldPath("q.stem").textIn(row)).contains("s");
    assertThat(new FieldPath("q.choices[].text").textsIn(row).orElseThrow())
        .containsExactly("x", "y");
    assertThat(new FieldPath("flags").textsIn(row).orElseThrow()).containsExactly("true", "2", "z");
    assertThat(new FieldPath("q.choices[].n").in(row)).as("not in each").isEmpty();
    assertThat(new FieldPath("none").in(row)).isEmpty();
    assertThat(new FieldPath("q.stem[]").in(row)).isEmpty();
    assertThatThrownBy(() -> new FieldPath("q").textIn(row))
        .hasMessage("q is an object; must be a text");
    assertThatThrownBy(() -> new FieldPath("q.stem").textsIn(row))
        .hasMessage("q.stem is \"s\"; must be a list");
  }
}
