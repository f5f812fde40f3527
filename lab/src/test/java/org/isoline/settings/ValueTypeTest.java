package org.isoline.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTypeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "0.1, 0.1",
    "0.003, 0.003",
    "0.0003, 3e-4",
    "1e-8, 1e-8",
    "1.5e-8, 1.5e-8",
    "-0.00025, -2.5e-4",
    "1e9, 1e9",
    "12345678, 1.2345678e7",
    "100280, 100280"
  })
  void numbersAreWrittenShort(double value, String text) {
    assertThat(ValueType.shortest(value)).isEqualTo(text);
    assertThat(Double.parseDouble(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "bath_tokens, batch_tokens",
    "BATCH_TOKENS, batch_tokens",
    "tokesn, tokens",
    "sizes, ''",
    "x, ''"
  })
  void nearWordsAreSuggested(String word, String expected) {
    String suggestion = Suggestion.of(word, List.of("tokens", "batch_tokens", "schedule"));
    assertThat(suggestion)
        .isEqualTo(expected.isEmpty() ? "" : " (did you mean '" + expected + "'?)");
  }
}
