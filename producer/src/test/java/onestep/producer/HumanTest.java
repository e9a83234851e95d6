package onestep.producer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {

  @ParameterizedTest
  @CsvSource({
    "0.0123, 12 ms",
    "1.26, 1.3 s",
    "59.4, 59 s",
    "59.7, 60 s",
    "200, 3 min 20 s",
    "7260, 2 h 1 min",
    "129600, 1.5 d"
  })
  void shouldWriteDurations(double seconds, String text) {
    assertThat(Human.duration(seconds)).isEqualTo(text);
  }

  @Test
  void shouldWriteThreeDigitsOfANumber() {
    assertThat(Human.number(0.12345)).isEqualTo("0.123");
    assertThat(Human.number(1.128)).isEqualTo("1.13");
    assertThat(Human.number(12.34)).isEqualTo("12.3");
    assertThat(Human.number(12345)).isEqualTo("12,345");
    assertThat(Human.number(1.5e-7)).isEqualTo("1.50e-07");
  }
}
