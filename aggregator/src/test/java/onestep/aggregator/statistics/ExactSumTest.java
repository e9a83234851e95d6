package onestep.aggregator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldEqualTheCorrectlyRoundedSum(long seed) {
    // Given numbers of all magnitudes and both signs
    List<Double> numbers = anyNumbers(new Random(seed), 500);

    // When
    ExactSum sum = sum(numbers);

    // Then
    assertThat(sum.doubleValue()).isEqualTo(exact(numbers).doubleValue());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void shouldHaveTheSameBytesInAnyOrderAndGrouping(long seed) throws IOException {
    // Given
    Random random = new Random(seed);
    List<Double> numbers = anyNumbers(random, 300);
    byte[] expected = bytes(sum(numbers));

    // When
    Collections.shuffle(numbers, random);
    int cut = random.nextInt(numbers.size());
    ExactSum merged = sum(numbers.subList(0, cut));
    merged.add(sum(numbers.subList(cut, numbers.size())));

    // Then
    assertThat(bytes(merged)).isEqualTo(expected);
  }

  @Test
  void shouldRoundHalfwayCasesToEven() {
    // Given 1 + 2^-53 (a tie), 1 + 2^-53 + 2^-1074 (just above) and 1 + 3 * 2^-53 (a tie, odd
    // below)
    ExactSum tie = sum(List.of(1.0, 0x1p-53));
    ExactSum above = sum(List.of(1.0, 0x1p-53, Double.MIN_VALUE));
    ExactSum odd = sum(List.of(1.0, 0x3p-53));

    // When, Then
    assertThat(tie.doubleValue()).isEqualTo(1.0);
    assertThat(above.doubleValue()).isEqualTo(Math.nextUp(1.0));
    assertThat(odd.doubleValue()).isEqualTo(1.0 + 0x4p-53);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        0x1.fffffffffffffp-1023,
        1,
        -1,
        Double.MAX_VALUE,
        -Double.MAX_VALUE
      })
  void shouldKeepASingleNumber(double number) throws IOException {
    // Given
    ExactSum sum = sum(List.of(number));

    // When
    ExactSum read = read(bytes(sum));

    // Then
    assertThat(read.doubleValue()).isEqualTo(number);
  }

  @Test
  void shouldWriteNothingButAZeroWhenEverythingCancels() throws IOException {
    // Given
    ExactSum sum = sum(List.of(1e300, 3.5, -1e-300, -3.5, 1e-300, -1e300));

    // When
    byte[] bytes = bytes(sum);

    // Then
    assertThat(bytes).containsExactly(0);
  }

  @Test
  void shouldOverflowToInfinityOnlyWhenTheSumDoes() {
    // Given
    ExactSum sum = sum(List.of(Double.MAX_VALUE, Double.MAX_VALUE));

    // When
    double overflown = sum.doubleValue();
    sum.add(-Double.MAX_VALUE);

    // Then
    assertThat(overflown).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(sum.doubleValue()).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void shouldAddProductsWithoutRounding() {
    // Given (1 + 2^-30)^2 - 1 - 2^-29, which is 2^-60 and would be lost in doubles
    ExactSum sum = new ExactSum();

    // When
    sum.addProduct(1 + 0x1p-30, 1 + 0x1p-30);
    sum.add(-1);
    sum.add(-0x1p-29);

    // Then
    assertThat(sum.doubleValue()).isEqualTo(0x1p-60);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void shouldRefuseWhatIsNotFinite(double number) {
    ExactSum sum = new ExactSum();

    assertThatThrownBy(() -> sum.add(number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Double.toString(number));
  }

  private static List<Double> anyNumbers(Random random, int count) {
    List<Double> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Math.abs(number) < 0x1p1000) {
        numbers.add(number);
        // Cancellation leaves sums of every magnitude.
        if (random.nextInt(3) > 0) {
          numbers.add(-number * (random.nextBoolean() ? 1 : 1 - 0x1p-50));
        }
      }
    }
    return numbers;
  }

  private static BigDecimal exact(List<Double> numbers) {
    return numbers.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static ExactSum sum(List<Double> numbers) {
    ExactSum sum = new ExactSum();
    numbers.forEach(sum::add);
    return sum;
  }

  private static byte[] bytes(ExactSum sum) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sum.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static ExactSum read(byte[] bytes) throws IOException {
    return ExactSum.readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
