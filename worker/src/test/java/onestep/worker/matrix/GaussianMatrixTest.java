package onestep.worker.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.random.StreamId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every sampler must keep: its answers are those of one linear map. */
class GaussianMatrixTest {

  private static final String MODEL = "0123456789abcdef0123456789abcdef";

  /** Answers are of order 1; 20 roundings of chains of up to 40 terms. */
  private static final double TOLERANCE = 2e-5;

  private final CpuBackend backend = new CpuBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  private GaussianMatrix matrix(Sampler sampler, int rows, int columns) {
    ModelSpec model = new ModelSpec(List.of(rows), columns, Activation.RELU, 2, sampler, 7);
    return MatrixFactory.bySampler(1L << 30).create(backend, model, MODEL, 3, 1);
  }

  private Block block(int rows, float[] values) {
    Block block = backend.allocate(rows, values.length / rows);
    backend.write(values, block);
    return block;
  }

  private float[] multiply(GaussianMatrix w, float[] v) {
    try (Block in = block(w.columns(), v);
        Block out = backend.allocate(w.rows(), in.columns())) {
      w.multiply(in, out);
      return backend.read(out);
    }
  }

  private float[] multiplyTransposed(GaussianMatrix w, float[] b) {
    try (Block in = block(w.rows(), b);
        Block out = backend.allocate(w.columns(), in.columns())) {
      w.multiplyTransposed(in, out);
      return backend.read(out);
    }
  }

  private static float[] unit(Random random, int length) {
    float[] v = new float[length];
    double square = 0;
    for (int i = 0; i < length; i++) {
      v[i] = (float) random.nextGaussian();
      square += v[i] * v[i];
    }
    for (int i = 0; i < length; i++) {
      v[i] /= (float) Math.sqrt(square);
    }
    return v;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static float[] combine(double a, float[] u, double b, float[] v) {
    float[] sum = new float[u.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (float) (a * u[i] + b * v[i]);
    }
    return sum;
  }

  private static double distance(float[] a, float[] b) {
    float[] difference = combine(1, a, -1, b);
    return Math.sqrt(dot(difference, difference));
  }

  @ParameterizedTest
  @EnumSource
  void shouldAnswerBothSidesAsOneMatrixWhenQueriesAlternate(Sampler sampler) {
    // Given
    Random random = new Random(1);
    try (GaussianMatrix w = matrix(sampler, 40, 24)) {
      for (int round = 0; round < 30; round++) {
        float[] v = unit(random, 24);
        float[] b = unit(random, 40);
        // When
        float[] forward = multiply(w, v);
        float[] transposed = multiplyTransposed(w, b);
        // Then
        assertThat(dot(b, forward)).isCloseTo(dot(transposed, v), within(TOLERANCE));
      }
    }
  }

  /** So many points that an array of their square is longer than any. */
  @Test
  void shouldAnswerManyQueriesInMemoryForItsDirectionsOnly() {
    // Given
    float[] queries = new float[2 * 50_000];
    for (int i = 0; i < queries.length; i += 2) {
      queries[i] = 1;
      queries[i + 1] = i;
    }
    try (GaussianMatrix w = matrix(Sampler.CONDITIONED, 2, 2)) {
      // When
      float[] answers = multiply(w, queries);
      // Then: the second answer and the first span all others
      for (int i = 0; i < answers.length; i += 10_000) {
        double expected = answers[0] + i / 2.0 * (answers[2] - answers[0]);
        assertThat(answers[i] / (1 + i)).isCloseTo((float) (expected / (1 + i)), within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeLinearWhenQueriesDependOnAnswers(Sampler sampler) {
    // Given
    Random random = new Random(2);
    try (GaussianMatrix w = matrix(sampler, 20, 33)) {
      float[] u = unit(random, 33);
      float[] wu = multiply(w, u);
      float[] v = multiplyTransposed(w, wu);
      float[] wv = multiply(w, v);
      // When
      float[] answer = multiply(w, combine(0.75, u, -0.5, v));
      // Then
      assertThat(distance(answer, combine(0.75, wu, -0.5, wv))).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeLinearWhenQueriesAreNearlyParallel(Sampler sampler) {
    // Given
    Random random = new Random(3);
    float[] u = unit(random, 64);
    float[] v = unit(random, 64);
    for (double angle : new double[] {0, 1e-7, 3e-7, 1e-6, 1e-5, 1e-4, 1e-2}) {
      try (GaussianMatrix w = matrix(sampler, 50, 64)) {
        float[] near = combine(1, u, angle, v);
        float[] queries = Arrays.copyOf(u, 192);
        System.arraycopy(near, 0, queries, 64, 64);
        System.arraycopy(v, 0, queries, 128, 64);
        // When
        float[] answers = multiply(w, queries);
        // Then
        float[] wu = Arrays.copyOfRange(answers, 0, 50);
        float[] wNear = Arrays.copyOfRange(answers, 50, 100);
        float[] wv = Arrays.copyOfRange(answers, 100, 150);
        assertThat(distance(wNear, combine(1, wu, angle, wv)))
            .as("angle %s", angle)
            .isLessThan(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldAnswerZeroWithZero(Sampler sampler) {
    try (GaussianMatrix w = matrix(sampler, 6, 5)) {
      // When
      float[] fresh = multiply(w, new float[5]);
      multiply(w, unit(new Random(4), 5));
      float[] later = multiply(w, new float[5]);
      // Then
      assertThat(dot(fresh, fresh)).isZero();
      assertThat(dot(later, later)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveEntriesTheVarianceOfGainOverColumns(Sampler sampler) {
    // Given: 90,000 entries; the mean square has relative s.d. 0.0047, so 5 of them fail wrongly
    // with probability 6e-7, and a variance off by 3.9 % is found in 999 of 1000 seeds.
    int n = 300;
    float[] identity = new float[n * n];
    for (int i = 0; i < n; i++) {
      identity[i * n + i] = 1;
    }
    try (GaussianMatrix w = matrix(sampler, n, n)) {
      // When
      float[] entries = multiply(w, identity);
      // Then
      assertThat(dot(entries, entries) / n / n).isCloseTo(2.0 / n, within(0.0235 * 2 / n));
    }
  }

  @Test
  void shouldKeepToOneMatrixOnceTheDirectionsSpanTheSpace() {
    // Given: 5 columns, so 6 queries are more than a basis
    Random random = new Random(5);
    try (GaussianMatrix w = matrix(Sampler.CONDITIONED, 7, 5)) {
      float[] b = unit(random, 7);
      float[] transposed = multiplyTransposed(w, b);
      for (int query = 0; query < 6; query++) {
        multiply(w, unit(random, 5));
      }
      float[] v = unit(random, 5);
      // When
      float[] answer = multiply(w, v);
      // Then
      assertThat(dot(b, answer)).isCloseTo(dot(transposed, v), within(TOLERANCE));
    }
  }

  @Test
  void shouldKnowTheMatrixOnceTheTransposedDirectionsSpanTheSpace() {
    // Given
    Random random = new Random(6);
    try (GaussianMatrix w = matrix(Sampler.CONDITIONED, 3, 9)) {
      float[] identity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
      float[] rows = multiplyTransposed(w, identity);
      float[] v = unit(random, 9);
      // When
      float[] answer = multiply(w, v);
      // Then
      for (int i = 0; i < 3; i++) {
        assertThat((double) answer[i])
            .isCloseTo(dot(Arrays.copyOfRange(rows, 9 * i, 9 * i + 9), v), within(TOLERANCE));
      }
    }
  }

  @Test
  void shouldRefuseAQueryThatIsNotANumber() {
    try (GaussianMatrix w = matrix(Sampler.CONDITIONED, 3, 2)) {
      assertThatThrownBy(() -> multiply(w, new float[] {1, Float.NaN}))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("NaN");
    }
  }

  @Test
  void shouldGiveTheSameBitsWhenDenseWeightsAreRedrawn() {
    // Given: several blocks of rows
    Random random = new Random(7);
    StreamId stream = StreamId.weights(MODEL, 0, 1);
    float[] v = unit(random, 2 * 30_000);
    float[] b = unit(random, 2 * 100);
    try (GaussianMatrix kept = new DenseMatrix(backend, stream, 100, 30_000, 1, 1L << 30);
        GaussianMatrix redrawn = new DenseMatrix(backend, stream, 100, 30_000, 1, 0)) {
      // When, Then
      assertThat(multiply(redrawn, v)).isEqualTo(multiply(kept, v));
      assertThat(multiplyTransposed(redrawn, b)).isEqualTo(multiplyTransposed(kept, b));
    }
  }
}
