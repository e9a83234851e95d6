package onestep.worker.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalStreamTest {

  private static final StreamId STREAM =
      new StreamId(0x0123456789abcdefL, 0x1122334455667788L, 3, 4);

  /** Statistical tests are two-sided at 6 standard errors: false-failure probability 2e-9 each. */
  private static final double SIGMAS = 6;

  private static final int DRAWS = 1 << 22;

  private final NormalStream normals = new NormalStream();

  @Test
  void shouldMapIndicesToCountersAsDocumented() {
    // Given
    int count = 300;
    float[] expected = new float[count];
    int[] key = Threefry.key(STREAM);
    for (int i = 0; i < count; i++) {
      int[][] x = {{16 * (i / 64) + i % 16}, {0}, {STREAM.purpose()}, {STREAM.network()}};
      Threefry.encrypt(key, x[0], x[1], x[2], x[3], 1);
      int pair = i / 32 % 2;
      float[] scratch = new float[1];
      float[][] z = new float[2][1];
      BoxMuller.transform(x[2 * pair], x[2 * pair + 1], scratch, new float[1], z[0], z[1], 1);
      expected[i] = z[i / 16 % 2][0];
    }

    // When
    float[] drawn = draw(0, count);

    // Then
    assertThat(drawn).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, 10, 15, 16, 17, 31, 32, 33, 48, 49, 63, 64, 65, 100, 4096, 4097, 4161, 9000})
  void shouldDrawTheSameNumbersWhateverTheLength(int count) {
    // Given
    float[] all = draw(0, 16384);

    // When
    float[] drawn = draw(0, count);

    // Then
    assertThat(drawn).isEqualTo(Arrays.copyOf(all, count));
  }

  @ParameterizedTest
  @ValueSource(longs = {64, 4032, 4096, 8256})
  void shouldDrawTheSameNumbersWhateverTheStart(long first) {
    // Given
    float[] all = draw(0, 16384);

    // When
    float[] drawn = draw(first, 5000);

    // Then
    assertThat(drawn).isEqualTo(Arrays.copyOfRange(all, (int) first, (int) first + 5000));
  }

  @Test
  void shouldCarryIntoTheHighCounterWord() {
    // Given: number 2^34 is where the counter's low word wraps
    long wrap = 1L << 34;
    float[] beyond = draw(wrap, 128);

    // When
    float[] across = draw(wrap - 128, 256);

    // Then
    assertThat(Arrays.copyOfRange(across, 128, 256)).isEqualTo(beyond);
    assertThat(beyond).isNotEqualTo(draw(0, 128));
  }

  @Test
  void shouldLeaveTheRestOfTheArrayAlone() {
    // Given
    float[] out = new float[40];

    // When
    normals.fill(STREAM, 0, out, 5, 20);

    // Then
    assertThat(Arrays.copyOf(out, 5)).containsOnly(0f);
    assertThat(Arrays.copyOfRange(out, 25, 40)).containsOnly(0f);
  }

  @Test
  void shouldRefuseAFirstIndexWithinAGroup() {
    assertThatThrownBy(() -> draw(4, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multiple of 64, got 4");
  }

  @Test
  void shouldHaveNormalMoments() {
    // Given
    double[] sums = new double[5];

    // When
    for (float z : draw(0, DRAWS)) {
      double power = 1;
      for (int k = 1; k <= 4; k++) {
        power *= z;
        sums[k] += power;
      }
    }

    // Then: var z^k = E z^2k - (E z^k)^2 = 1, 2, 15, 96
    assertThat(sums[1] / DRAWS).isCloseTo(0, standardErrors(1));
    assertThat(sums[2] / DRAWS).isCloseTo(1, standardErrors(2));
    assertThat(sums[3] / DRAWS).isCloseTo(0, standardErrors(15));
    assertThat(sums[4] / DRAWS).isCloseTo(3, standardErrors(96));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-4.5, -3, -0.01, 0.01, 3, 4.5})
  void shouldHaveNormalTails(double bound) {
    // Given
    double p = NormalDistribution.of(0, 1).cumulativeProbability(-Math.abs(bound));
    int beyond = 0;

    // When
    for (float z : draw(0, DRAWS)) {
      beyond += (bound > 0 ? z > bound : z < bound) ? 1 : 0;
    }

    // Then
    assertThat(beyond / (double) DRAWS).isCloseTo(p, standardErrors(p * (1 - p)));
  }

  /** Neighbours within a counter, a group and between groups. */
  @ParameterizedTest
  @ValueSource(ints = {1, 16, 32, 48, 64, 4096})
  void shouldBeUncorrelatedWithNeighboursInValueAndSquare(int lag) {
    // Given
    float[] z = draw(0, DRAWS);
    double product = 0;
    double squares = 0;

    // When
    for (int i = lag; i < DRAWS; i++) {
      product += (double) z[i] * z[i - lag];
      squares += ((double) z[i] * z[i] - 1) * ((double) z[i - lag] * z[i - lag] - 1);
    }

    // Then
    assertThat(product / DRAWS).isCloseTo(0, standardErrors(1));
    assertThat(squares / DRAWS).isCloseTo(0, standardErrors(4));
  }

  /** False-failure probability 1e-6. */
  @Test
  void shouldPassKolmogorovSmirnov() {
    // Given
    float[] z = draw(0, 1_000_000);
    double[] sample = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      sample[i] = z[i];
    }

    // When
    double p =
        KolmogorovSmirnovTest.withDefaults()
            .test(sample, NormalDistribution.of(0, 1)::cumulativeProbability)
            .getPValue();

    // Then
    assertThat(p).isGreaterThan(1e-6);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void shouldDependOnEveryPartOfTheStream(int part) {
    // Given
    StreamId other =
        new StreamId(
            STREAM.keyHigh() ^ (part == 0 ? 1L << 63 : 0),
            STREAM.keyLow() ^ (part == 1 ? 1 : 0),
            STREAM.network() ^ (part == 2 ? 1 : 0),
            STREAM.purpose() ^ (part == 3 ? 1 : 0));
    float[] z = new float[64];

    // When
    normals.fill(other, 0, z, 0, 64);

    // Then
    assertThat(z).doesNotContain(draw(0, 64));
  }

  private float[] draw(long first, int count) {
    float[] out = new float[count];
    normals.fill(STREAM, first, out, 0, count);
    return out;
  }

  private static org.assertj.core.data.Offset<Double> standardErrors(double variance) {
    return within(SIGMAS * Math.sqrt(variance / DRAWS));
  }
}
