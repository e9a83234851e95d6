package onestep.worker.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KinkWalkTest {

  private final KinkWalk walk = new KinkWalk();

  /** Small numbers, powers of 2 for speeds: ties, kinks at 0, dead neurons, touches; all exact. */
  @ParameterizedTest(name = "{0} neurons, slope {1} below")
  @CsvSource({"1, 0", "2, 0", "3, 0", "5, 0", "10, 0", "10, 0.25", "50, 0", "200, 0.25", "500, 0"})
  void shouldFindTheCrossingsOfBruteForceOnWholeNumbers(int neurons, double below) {
    Random random = new Random(neurons);
    int trials = Math.min(2000, 100_000 / neurons);
    int found = 0;
    for (int trial = 0; trial < trials; trial++) {
      // Given
      int range = 1 + random.nextInt(6);
      float[] a = signs(random, neurons);
      float[] h = whole(random, neurons, range);
      float[] u = powersOfTwo(random, neurons);
      double limit = 0.25 * (1 + random.nextInt(40));

      // When
      double crossing = walk.firstCrossing(below, 1, a, h, u, limit);

      // Then
      double expected = bruteForce(below, a, h, u, limit);
      found += Double.isNaN(expected) ? 0 : 1;
      if (Double.isNaN(expected)) {
        assertThat(crossing).as("trial %d", trial).isNaN();
      } else {
        assertThat(crossing).as("trial %d", trial).isCloseTo(expected, within(1e-12 * expected));
      }
    }
    assertThat(found).as("crossings").isBetween(trials / 20, trials - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100, 1000, 10_000})
  void shouldFindTheCrossingsOfBruteForceOnGaussians(int neurons) {
    Random random = new Random(neurons);
    for (int trial = 0; trial < 50_000 / neurons; trial++) {
      // Given
      float[] a = signs(random, neurons);
      float[] h = gaussians(random, neurons, 1);
      float[] u = gaussians(random, neurons, random.nextBoolean() ? 1 : 0.01);
      double limit = 20;

      // When
      double crossing = walk.firstCrossing(0, 1, a, h, u, limit);

      // Then
      double expected = bruteForce(0, a, h, u, limit);
      if (Double.isNaN(expected)) {
        assertThat(crossing).as("trial %d", trial).isNaN();
      } else {
        assertThat(crossing).as("trial %d", trial).isCloseTo(expected, within(1e-9 * expected));
      }
    }
  }

  /** F is 1 but for a spike down to -depth around t = 3, far beyond where its first line points. */
  @ParameterizedTest
  @ValueSource(floats = {0x1p-20f, 0x1p-10f, 1f})
  void shouldNotMissATinyExcursionAmongManyKinks(float depth) {
    // Given: pairs of neurons that cancel everywhere fill the line with kinks
    int pairs = 5000;
    Random random = new Random(7);
    float[] a = new float[2 * pairs + 4];
    float[] h = new float[2 * pairs + 4];
    float[] u = new float[2 * pairs + 4];
    for (int i = 0; i < pairs; i++) {
      a[2 * i] = 1;
      a[2 * i + 1] = -1;
      h[2 * i] = h[2 * i + 1] = -10 * random.nextFloat();
      u[2 * i] = u[2 * i + 1] = 1;
    }
    float height = 1 + depth;
    int n = 2 * pairs;
    place(a, h, u, n, 1, 1, 0);
    place(a, h, u, n + 1, -1, -2, 1);
    place(a, h, u, n + 2, 1, -(2 + height), 1);
    place(a, h, u, n + 3, 1, -(2 + height), 1);
    double expected = 3;

    // When
    double crossing = walk.firstCrossing(0, 1, a, h, u, 9);

    // Then
    assertThat(crossing).isCloseTo(expected, within(1e-9));
  }

  @Test
  void shouldCountATouchOfZeroAsACrossing() {
    // Given: F(t) = 1 - t + 2 max(0, t - 1), which is 0 only at t = 1
    float[] a = {1, 1};
    float[] h = {1, -1};
    float[] u = {-1, 1};

    // When
    double crossing = walk.firstCrossing(0, 1, a, h, u, 5);

    // Then
    assertThat(crossing).isEqualTo(1);
  }

  @Test
  void shouldFindACrossingExactlyAtTheLimitAndNoneBelowIt() {
    // Given: F(t) = 2 - t from a neuron with kink beyond the limit
    float[] a = {1, -1};
    float[] h = {4, 2};
    float[] u = {-1, 0};

    // When
    double at = walk.firstCrossing(0, 1, a, h, u, 2);
    double before = walk.firstCrossing(0, 1, a, h, u, Math.nextDown(2.0));

    // Then
    assertThat(at).isEqualTo(2);
    assertThat(before).isNaN();
  }

  /** Sums of the lines of neurons that died may round to anything; the value left is exactly 0. */
  @Test
  void shouldCountTheDeathOfTheLastNeuronAsACrossing() {
    Random random = new Random(3);
    for (int trial = 0; trial < 1000; trial++) {
      // Given
      int neurons = 2 + random.nextInt(20);
      float[] a = new float[neurons];
      Arrays.fill(a, 1);
      float[] h = gaussians(random, neurons, 1);
      float[] u = gaussians(random, neurons, 1);
      double last = 0;
      for (int i = 0; i < neurons; i++) {
        h[i] = Math.abs(h[i]);
        u[i] = -Math.abs(u[i]);
        last = Math.max(last, -h[i] / (double) u[i]);
      }

      // When
      double crossing = walk.firstCrossing(0, 1, a, h, u, 1e9);

      // Then
      assertThat(crossing).as("trial %d", trial).isCloseTo(last, within(1e-6 * last));
    }
  }

  @Test
  void shouldFindNothingWhereAllNeuronsAreDead() {
    assertThat(walk.firstCrossing(0, 1, new float[] {1}, new float[] {-1}, new float[] {-1}, 9))
        .isNaN();
  }

  @Test
  void shouldGiveTheSameBitsAfterOtherSearches() {
    // Given
    Random random = new Random(1);
    float[] a = signs(random, 1000);
    float[] h = gaussians(random, 1000, 1);
    float[] u = gaussians(random, 1000, 1);
    double first = new KinkWalk().firstCrossing(0, 1, a, h, u, 20);
    walk.firstCrossing(
        0, 1, signs(random, 5000), gaussians(random, 5000, 1), gaussians(random, 5000, 1), 20);

    // When
    double again = walk.firstCrossing(0, 1, a, h, u, 20);

    // Then
    assertThat(again).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldRefuseALimitThatIsNotPositiveAndFinite(double limit) {
    float[] one = {1};
    assertThatThrownBy(() -> walk.firstCrossing(0, 1, one, one, one, limit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got " + limit);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void shouldRefuseNumbersThatAreNotFinite(float bad) {
    float[] one = {1, 1};
    assertThatThrownBy(() -> walk.firstCrossing(0, 1, one, one, new float[] {1, bad}, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> walk.firstCrossing(0, 1, one, new float[] {bad, 1}, one, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Evaluates F itself at every kink in order, and interpolates where the sign first differs. */
  private static double bruteForce(double below, float[] a, float[] h, float[] u, double limit) {
    double[] ends = new double[h.length + 1];
    Arrays.fill(ends, limit);
    for (int i = 0; i < h.length; i++) {
      double kink = -h[i] / (double) u[i];
      ends[i] = kink > 0 && kink < limit ? kink : limit;
    }
    Arrays.sort(ends);
    double last = 0;
    double before = value(below, a, h, u, 0);
    double sign = Math.signum(before);
    if (sign == 0) {
      return Double.NaN;
    }
    for (double end : ends) {
      double after = value(below, a, h, u, end);
      if (sign * after <= 0) {
        return last + (end - last) * (before / (before - after));
      }
      last = end;
      before = after;
    }
    return Double.NaN;
  }

  /** F(t); a neuron at its own kink is exactly 0, whatever h + t u rounds to. */
  private static double value(double below, float[] a, float[] h, float[] u, double t) {
    double sum = 0;
    for (int i = 0; i < h.length; i++) {
      double z = u[i] != 0 && t == -h[i] / (double) u[i] ? 0 : h[i] + t * u[i];
      sum += a[i] * (z > 0 ? z : below * z);
    }
    return sum;
  }

  private static void place(
      float[] a, float[] h, float[] u, int i, float sign, float start, float speed) {
    a[i] = sign;
    h[i] = start;
    u[i] = speed;
  }

  private static float[] signs(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextBoolean() ? 1 : -1;
    }
    return numbers;
  }

  private static float[] whole(Random random, int count, int range) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(2 * range + 1) - range;
    }
    return numbers;
  }

  private static float[] powersOfTwo(Random random, int count) {
    float[] choices = {-4, -2, -1, 0, 1, 2, 4};
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = choices[random.nextInt(choices.length)];
    }
    return numbers;
  }

  private static float[] gaussians(Random random, int count, double scale) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (scale * random.nextGaussian());
    }
    return numbers;
  }
}
