package onestep.aggregator.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @Test
  void shouldReadBackTheSameBitsOfRandomDoubles() {
    // Given: any bits, so any exponent; the property holds for each, so it cannot fail by chance
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 100_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isNaN(value)) {
        continue;
      }

      // When
      String text = Numbers.exact(value);

      // Then
      assertThat(Double.doubleToLongBits(Double.parseDouble(text)))
          .as(text)
          .isEqualTo(Double.doubleToLongBits(value));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Double.toString of Java 17 gives 1.9999999999999998E23 and 9.999999999999999E22
    "2e23, 2.0E23",
    "1e23, 1.0E23",
    "0.1, 0.1",
    "20, 20.0",
    "-0.0, -0.0",
    "1.1283791670955126, 1.1283791670955126"
  })
  void shouldWriteTheShortestTextOnEveryJavaVersion(double value, String expected) {
    assertThat(Numbers.exact(value)).isEqualTo(expected);
  }

  @Test
  void shouldWriteNothingForNaN() {
    assertThat(Numbers.exact(Double.NaN)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "0.5, 0.5", "0.0001, 0.0001", "100, 100", "0, 0", "-0.0, 0"})
  void shouldWritePlainNumbersWithoutNeedlessZeros(double value, String expected) {
    assertThat(Numbers.plain(value)).isEqualTo(expected);
  }
}
