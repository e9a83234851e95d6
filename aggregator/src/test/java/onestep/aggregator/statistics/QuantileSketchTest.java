package onestep.aggregator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileSketchTest {

  @Test
  void shouldFindEveryRankToTheRelativeAccuracy() {
    // Given numbers over sixty powers of two
    Random random = new Random(1);
    double[] numbers =
        random.doubles(5_000).map(u -> Math.scalb(1 + u, random.nextInt(60) - 30)).toArray();
    QuantileSketch sketch = new QuantileSketch();
    Arrays.stream(numbers).forEach(sketch::add);
    Arrays.sort(numbers);

    // When, Then
    for (int rank = 1; rank <= numbers.length; rank++) {
      double expected = numbers[rank - 1];
      assertThat(sketch.ofRank(rank))
          .isCloseTo(expected, within(expected * QuantileSketch.RELATIVE_ACCURACY));
    }
  }

  @Test
  void shouldHaveNoQuantileBeyondTheLargest() {
    // Given
    QuantileSketch sketch = new QuantileSketch();
    sketch.add(3);

    // When, Then
    assertThat(sketch.ofRank(1)).isCloseTo(3, within(3 * QuantileSketch.RELATIVE_ACCURACY));
    assertThat(sketch.ofRank(2)).isNaN();
  }

  @Test
  void shouldHaveTheSameBytesInAnyOrderAndGrouping() throws IOException {
    // Given numbers that make the store grow at both ends
    double[] numbers = {1, 1e-9, 1e9, 2.5, 1e-300, 1e300, 1, Double.MIN_VALUE, Double.MAX_VALUE};
    QuantileSketch forward = new QuantileSketch();
    Arrays.stream(numbers).forEach(forward::add);

    // When
    QuantileSketch merged = new QuantileSketch();
    QuantileSketch rest = new QuantileSketch();
    for (int i = numbers.length - 1; i >= 0; i--) {
      (i % 2 == 0 ? merged : rest).add(numbers[i]);
    }
    merged.add(rest);

    // Then
    assertThat(bytes(merged)).isEqualTo(bytes(forward));
  }

  @Test
  void shouldReadWhatItWrote() throws IOException {
    // Given
    QuantileSketch sketch = new QuantileSketch();
    new Random(2).doubles(1_000).forEach(u -> sketch.add(Math.exp(20 * u)));

    // When
    QuantileSketch read =
        QuantileSketch.readFrom(new DataInputStream(new ByteArrayInputStream(bytes(sketch))));

    // Then
    assertThat(bytes(read)).isEqualTo(bytes(sketch));
    assertThat(read.count()).isEqualTo(1_000);
    assertThat(read.ofRank(500)).isEqualTo(sketch.ofRank(500));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldRefuseWhatIsNotPositiveAndFinite(double number) {
    QuantileSketch sketch = new QuantileSketch();

    assertThatThrownBy(() -> sketch.add(number)).isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] bytes(QuantileSketch sketch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sketch.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
