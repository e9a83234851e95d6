package onestep.worker.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import onestep.contract.cell.Activation;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.WeightRows;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.random.StreamId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the CUDA backend does; its results are in BackendAgreementTest. */
class CudaBackendTest {

  private static final StreamId STREAM = new StreamId(1, 2, 3, 4);

  private CudaBackend backend;
  private CpuBackend cpu;

  @BeforeEach
  void open() {
    EmulatedDriver.require();
    backend = EmulatedDriver.backend();
    cpu = new CpuBackend();
  }

  @AfterEach
  void close() {
    if (backend != null) { // else skipped
      EmulatedDriver.clear();
      backend.close();
      cpu.close();
    }
  }

  /** More than the pinned buffer holds, in pieces that do not end where it does. */
  @Test
  void shouldCarryMoreThanItsPinnedBufferHoldsThereAndBack() {
    // Given
    float[] numbers = gaussians(700_001, 1);
    Block block = backend.allocate(700_001, 1);

    // When
    backend.write(numbers, block);

    // Then
    assertThat(backend.read(block)).isEqualTo(numbers);
    assertThat(backend.transferredBytes()).isBetween(8L * 700_001, 8L * 700_001 + 1000);
  }

  @Test
  void shouldNotOverwriteUploadsThatAreStillUnderWay() {
    // Given
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      blocks.add(backend.allocate(1001, 1));
    }

    // When
    for (int i = 0; i < 300; i++) {
      backend.write(gaussians(1001, i), blocks.get(i));
    }

    // Then
    for (int i = 0; i < 300; i++) {
      assertThat(backend.read(blocks.get(i))).isEqualTo(gaussians(1001, i));
    }
  }

  /** Factors, points and results of one operation that do not go along with others. */
  @Test
  void shouldDoOperationsThatTakeAlongOrBringBackALot() {
    // Given
    float[] expected = large(cpu);

    // When
    float[] actual = large(backend);

    // Then
    assertThat(actual).isEqualTo(expected);
  }

  private static float[] large(Backend backend) {
    int m = 400;
    int many = 30_000;
    Block a = block(backend, 3, m, 1);
    Block b = block(backend, 3, m, 2);
    Block points = backend.allocate(3, many);
    double[] products = new double[m * 200];
    backend.dot(a, b.columns(0, 200), products);
    backend.addScaled(a, gaussians(m * m, 3), b);
    int[] lines = new int[many];
    Arrays.setAll(lines, i -> i / 100);
    backend.lines(a, b, lines, gaussians(many, 4), points);
    backend.addColumns(2, a, lines, points);
    float[] all = Arrays.copyOf(backend.read(points), 3 * many + products.length);
    for (int i = 0; i < products.length; i++) {
      all[3 * many + i] = (float) products[i];
    }
    return all;
  }

  @Test
  void shouldTreatJoinedColumnsAsThoseOfOneBlock() {
    // Given
    double[] expected = joined(cpu);

    // When
    double[] actual = joined(backend);

    // Then
    assertThat(actual).isEqualTo(expected);
  }

  /** Every operation that takes several columns, on views cut at different columns. */
  private static double[] joined(Backend backend) {
    int n = 1500;
    Block left =
        backend.join(
            List.of(
                block(backend, n, 2, 1),
                block(backend, n, 5, 2),
                block(backend, n, 3, 3).columns(1, 3)));
    Block right = backend.join(List.of(block(backend, n, 4, 4), block(backend, n, 5, 5)));
    Block one = block(backend, n, 1, 6);
    float[] nine = gaussians(9, 7);
    List<Double> results = new ArrayList<>();

    double[] products = new double[81];
    backend.dot(left, right, products);
    addAll(results, products);
    double[] sums = new double[9];
    backend.dotActivated(Activation.GELU, one, right, sums);
    addAll(results, sums);
    backend.addScaled(left, gaussians(81, 8), right);
    backend.multiplyElementwise(left, right);
    backend.activate(Activation.TANH, right, left);
    backend.multiplyByDerivative(Activation.SWISH, left, right);
    backend.multiplyBySecondDerivative(Activation.SINE, right, left);
    backend.scale(nine, right);
    addAll(results, backend.read(left));
    addAll(results, backend.read(right));
    backend.scale(one, nine, left);
    backend.line(one, block(backend, n, 1, 9), nine, right);
    backend.copy(left.columns(1, 7), right.columns(3, 9));
    backend.clear(left.columns(1, 3));
    addAll(results, backend.read(left));
    addAll(results, backend.read(right));
    try (WeightRows weights = backend.weights(STREAM, 16, 40, n)) {
      Block out = backend.join(List.of(block(backend, 56, 1, 10), block(backend, 56, 8, 11)));
      backend.multiply(weights, right, out);
      backend.multiplyTransposed(weights, out, left);
      addAll(results, backend.read(out));
      addAll(results, backend.read(left));
    }
    return results.stream().mapToDouble(number -> number).toArray();
  }

  /** Tiles of products: both widths, and edges within a tile and on one. */
  @ParameterizedTest
  @CsvSource({"64, 48, 16", "65, 17, 17", "130, 33, 70", "1, 1, 1", "16, 5, 64", "200, 100, 130"})
  void shouldMultiplyInTilesWithTheBitsOfTheCpu(int rows, int columns, int m) {
    // Given
    float[] expected = products(cpu, rows, columns, m);

    // When
    float[] actual = products(backend, rows, columns, m);

    // Then
    assertThat(actual).isEqualTo(expected);
  }

  private static float[] products(Backend backend, int rows, int columns, int m) {
    Block v = block(backend, columns, m, 1);
    Block out = block(backend, rows + 32, m, 2);
    try (WeightRows weights = backend.weights(STREAM, 32, rows, columns)) {
      backend.multiply(weights, v, out);
      backend.multiplyTransposed(weights, out, v);
    }
    float[] both = new float[columns * m + (rows + 32) * m];
    System.arraycopy(backend.read(v), 0, both, 0, columns * m);
    System.arraycopy(backend.read(out), 0, both, columns * m, (rows + 32) * m);
    return both;
  }

  /**
   * The CPU's walk, which is tested against brute force; steep and flat rays, few and many kinks.
   */
  @ParameterizedTest
  @CsvSource({"RELU, 1", "RELU, 0.02", "LEAKY_RELU, 1", "LEAKY_RELU, 0.02"})
  void shouldFindTheFirstCrossingThatTheCpuFinds(Activation activation, float speed) {
    int crossed = 0;
    for (int n : new int[] {1, 7, 1024, 5000}) {
      for (int trial = 0; trial < 20; trial++) {
        // Given
        double expected = crossing(cpu, activation, n, speed, trial);

        // When
        double actual = crossing(backend, activation, n, speed, trial);

        // Then
        if (Double.isNaN(expected)) {
          assertThat(actual).isNaN();
        } else {
          crossed++;
          assertThat(actual).isCloseTo(expected, within(1e-9 * expected));
        }
      }
    }
    assertThat(crossed).isBetween(3, 79);
  }

  private static double crossing(
      Backend backend, Activation activation, int n, float speed, int trial) {
    try (Block a = backend.allocate(n, 1);
        Block h = block(backend, n, 1, 2 * trial);
        Block u = block(backend, n, 1, 2 * trial + 1)) {
      backend.signs(new StreamId(5, 6, trial, 7), a);
      backend.scale(new float[] {speed}, u);
      return backend.firstCrossing(activation, a, h, u, 20);
    }
  }

  @Test
  void shouldNotCrossWhereThereIsNoSignToLose() {
    // Given
    Block a = block(new float[] {1, 1});
    Block h = block(new float[] {-1, -2});
    Block u = block(new float[] {1, 1});

    // When
    double crossing = backend.firstCrossing(Activation.RELU, a, h, u, 20);

    // Then
    assertThat(crossing).isNaN();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void shouldRefuseToWalkNumbersThatAreNotFinite(float number) {
    Block a = block(new float[] {1, 1});
    Block h = block(new float[] {1, number});
    Block u = block(new float[] {1, 1});
    for (List<Block> ray : List.of(List.of(h, a, u), List.of(a, h, u), List.of(a, u, h))) {
      assertThatThrownBy(
              () ->
                  backend.firstCrossing(
                      Activation.LEAKY_RELU, ray.get(0), ray.get(1), ray.get(2), 20))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("finite");
    }
  }

  @Test
  void shouldKeepNaNsInActivationsAndDerivatives() {
    for (Activation activation : Activation.values()) {
      // Given
      Block h = block(new float[] {Float.NaN, 1});
      Block ones = block(new float[] {1, 1});

      // When
      backend.multiplyByDerivative(activation, h, ones);
      backend.activate(activation, h, h);

      // Then
      assertThat(backend.read(h)[0]).as(activation.label()).isNaN();
      assertThat(backend.read(ones)[0]).as(activation.label()).isNaN();
      assertThat(backend.read(h)[1]).as(activation.label()).isFinite();
    }
  }

  @Test
  void shouldRefuseShapesThatDoNotAgreeAndPrintThem() {
    Block tall = backend.allocate(7, 2);
    Block small = backend.allocate(5, 3);
    float[] two = new float[2];
    List<Runnable> refused =
        List.of(
            () -> backend.dot(tall, small, new double[6]),
            () -> backend.addScaled(tall, new float[6], small),
            () -> backend.copy(tall, small),
            () -> backend.multiplyElementwise(tall, small),
            () -> backend.activate(Activation.RELU, tall, small),
            () -> backend.multiplyByDerivative(Activation.RELU, tall, small),
            () -> backend.multiplyBySecondDerivative(Activation.TANH, tall, small),
            () -> backend.scale(tall.columns(0, 1), new float[3], small),
            () -> backend.line(tall.columns(0, 1), tall.columns(0, 1), new float[3], small),
            () -> backend.dotActivated(Activation.RELU, tall.columns(0, 1), small, new double[3]),
            () -> backend.multiply(backend.weights(STREAM, 0, 5, 5), tall, small),
            () -> backend.multiplyTransposed(backend.weights(STREAM, 0, 5, 5), tall, small));
    for (Runnable call : refused) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(".*7×[12].*")
          .hasMessageMatching(".*5×[123].*");
    }
    assertThatThrownBy(() -> backend.scale(two, small)).hasMessageContaining("3 elements, got 2");
    assertThatThrownBy(() -> backend.write(two, small)).hasMessageContaining("2 values");
    assertThatThrownBy(() -> backend.normals(STREAM, 0, tall)).hasMessageContaining("one column");
    assertThatThrownBy(() -> backend.normals(STREAM, 32, tall.columns(0, 1)))
        .hasMessageContaining("multiple of 64, got 32");
    assertThatThrownBy(() -> backend.weights(STREAM, 8, 1, 1)).hasMessageContaining("got 8");
    assertThatThrownBy(() -> backend.allocate(0, 1)).hasMessageContaining("0×1");
    assertThatThrownBy(() -> backend.read(cpu.allocate(1, 1))).hasMessageContaining("CpuBlock");
  }

  @Test
  void shouldEndWhereTheThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> backend.allocate(1, 1)).isInstanceOf(CancellationException.class);
      assertThatThrownBy(() -> backend.weights(STREAM, 0, 1, 1))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private Block block(float[] values) {
    Block block = backend.allocate(values.length, 1);
    backend.write(values, block);
    return block;
  }

  private static Block block(Backend backend, int rows, int columns, int seed) {
    Block block = backend.allocate(rows, columns);
    backend.write(gaussians(rows * columns, seed), block);
    return block;
  }

  private static float[] gaussians(int count, int seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static void addAll(List<Double> results, double[] numbers) {
    for (double number : numbers) {
      results.add(number);
    }
  }

  private static void addAll(List<Double> results, float[] numbers) {
    for (float number : numbers) {
      results.add((double) number);
    }
  }
}
