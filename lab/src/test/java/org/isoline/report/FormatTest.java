package org.isoline.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {
  @ParameterizedTest
  @CsvSource({
    "0.71584, 4, 0.7158",
    "1978000000, 4, 1.978 × 10⁹",
    "25720, 4, 2.572 × 10⁴",
    "1234.4, 4, 1234",
    "9.9996, 4, 10.00",
    "99999, 4, 1.000 × 10⁵",
    "-0.0761, 3, −0.0761",
    "6.06e-7, 3, 6.06 × 10⁻⁷",
    "0, 3, 0",
    "NaN, 3, –",
    "Infinity, 3, ∞"
  })
  void significantDigits(double value, int digits, String text) {
    assertThat(Format.number(value, digits)).isEqualTo(text);
  }

  @Test
  void negativeZeroHasNoSign() {
    assertThat(Format.fixed(-0.00001, 4)).isEqualTo("0.0000");
    assertThat(Format.fixed(-0.5, 0)).isIn("0", "−1");
    assertThat(Format.fixed(-0.0798, 4)).isEqualTo("−0.0798");
  }

  @ParameterizedTest
  @CsvSource({"999, 999", "52000, 52.0 k", "999999, 1.00 M", "3.1e6, 3.10 M", "7e9, 7.00 B"})
  void counts(double value, String text) {
    assertThat(Format.count(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1, 100 %", "0.9996, 99.9 %", "0.54, 54 %", "0.031, 3.1 %", "0, 0 %", "NaN, –"})
  void almostAllIsNotAll(double share, String text) {
    assertThat(Format.percent(share)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"42.04, 42.0 s", "200, 3 min 20 s", "3725, 1 h 02 min", "NaN, –"})
  void durations(double seconds, String text) {
    assertThat(Format.duration(seconds)).isEqualTo(text);
  }
}
