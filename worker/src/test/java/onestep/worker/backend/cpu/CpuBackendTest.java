package onestep.worker.backend.cpu;

import static onestep.worker.backend.cpu.TestBlocks.block;
import static onestep.worker.backend.cpu.TestBlocks.gaussians;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import onestep.contract.cell.Activation;
import onestep.worker.backend.Block;
import onestep.worker.backend.WeightRows;
import onestep.worker.random.NormalStream;
import onestep.worker.random.StreamId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuBackendTest {

  private static final StreamId STREAM = new StreamId(1, 2, 3, 4);

  private final CpuBackend backend = new CpuBackend();

  static Stream<Kernels> kernels() {
    return KernelLoader.available().stream();
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void shouldPoolAQuarterOfTheHeap() {
    assertThat(16 * CpuBackend.pooledLimit(4L << 30, 16)).isEqualTo(1L << 30);
  }

  @Test
  void shouldChooseTheVectorApiWhereItIsPresent() {
    assertThat(backend.kernels()).startsWith("vector-");
  }

  /** The order that the interface promises: 16 lanes within 1024, then double. */
  @ParameterizedTest
  @MethodSource("kernels")
  void shouldReduceInLanesAndBlocks(Kernels kernels) {
    try (CpuBackend backend = new CpuBackend(kernels, 0)) {
      // Given
      int n = 5000;
      float[] a = gaussians(n, 1);
      float[] h = gaussians(n, 2);
      double expected = 0;
      double expectedActivated = 0;
      for (int from = 0; from < n; from += 1024) {
        float[][] lanes = new float[2][16];
        for (int i = from; i < Math.min(n, from + 1024); i++) {
          lanes[0][i % 16] = Math.fma(a[i], h[i], lanes[0][i % 16]);
          lanes[1][i % 16] = Math.fma(a[i], Math.max(h[i], 0f), lanes[1][i % 16]);
        }
        expected += sum(lanes[0]);
        expectedActivated += sum(lanes[1]);
      }
      double[] dot = new double[1];
      double[] activated = new double[1];

      // When
      backend.dot(block(backend, n, 1, a), block(backend, n, 1, h), dot);
      backend.dotActivated(
          Activation.RELU, block(backend, n, 1, a), block(backend, n, 1, h), activated);

      // Then
      assertThat(dot[0]).isEqualTo(expected);
      assertThat(activated[0]).isEqualTo(expectedActivated);
    }
  }

  @Test
  void shouldAddScaledVectorsAsOneChainPerElement() {
    // Given
    int n = 2000;
    int p = 19;
    int m = 2;
    float[] a = gaussians(n * p, 1);
    float[] b = gaussians(n * m, 2);
    float[] c = gaussians(p * m, 3);
    float[] expected = b.clone();
    for (int j = 0; j < m; j++) {
      for (int i = 0; i < p; i++) {
        for (int k = 0; k < n; k++) {
          expected[j * n + k] = Math.fma(c[i * m + j], a[i * n + k], expected[j * n + k]);
        }
      }
    }
    Block target = block(backend, n, m, b);

    // When
    backend.addScaled(block(backend, n, p, a), c, target);

    // Then
    assertThat(backend.read(target)).isEqualTo(expected);
  }

  @Test
  void shouldKeepNaNsInActivationsAndDerivatives() {
    // Given
    Block h = block(backend, 3, 1, new float[] {Float.NaN, 1, -1});
    Block b = block(backend, 3, 1, new float[] {1, 1, 1});
    Block out = backend.allocate(3, 1);

    // When
    backend.activate(Activation.RELU, h, out);
    backend.multiplyByDerivative(Activation.RELU, h, b);

    // Then
    assertThat(backend.read(out)).containsExactly(Float.NaN, 1, 0);
    assertThat(backend.read(b)).containsExactly(Float.NaN, 1, 0);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.MIN_VALUE, Float.MIN_NORMAL, 1, Float.MAX_VALUE})
  void shouldSwitchTheDerivativeAtZeroExactly(float size) {
    // Given
    Block h = block(backend, 4, 1, new float[] {size, -size, 0f, -0f});
    Block b = block(backend, 4, 1, new float[] {3, 3, 3, 3});

    // When
    backend.multiplyByDerivative(Activation.RELU, h, b);

    // Then
    assertThat(backend.read(b)).containsExactly(3, 0, 0, 0);
  }

  @Test
  void shouldRefuseWhatAnActivationDoesNotHave() {
    // Given
    Block h = backend.allocate(3, 1);

    // When, Then
    assertThatThrownBy(() -> backend.multiplyBySecondDerivative(Activation.LEAKY_RELU, h, h))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the second derivative of leaky-relu");
    assertThatThrownBy(() -> backend.firstCrossing(Activation.TANH, h, h, h, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("firstCrossing needs a piecewise linear activation, got tanh");
  }

  @Test
  void shouldDrawTheSameRowsWhateverTheBlock() {
    // Given
    Block unit = block(backend, 10, 10, identity(10));
    Block whole = backend.allocate(70, 10);
    Block parts = backend.allocate(70, 10);
    try (WeightRows rows = backend.weights(STREAM, 0, 70, 10)) {
      backend.multiply(rows, unit, whole);
    }

    // When
    for (int first : new int[] {0, 16, 48}) {
      int count = first == 0 ? 16 : first == 16 ? 32 : 22;
      try (WeightRows rows = backend.weights(STREAM, first, count, 10)) {
        backend.multiply(rows, unit, parts);
      }
    }

    // Then
    assertThat(backend.read(parts)).isEqualTo(backend.read(whole));
  }

  @Test
  void shouldUseEveryNumberOfTheStreamOnceInWeights() {
    // Given
    Block unit = block(backend, 4, 4, identity(4));
    Block out = backend.allocate(32, 4);
    float[] numbers = new float[128];
    new NormalStream().fill(STREAM, 0, numbers, 0, 128);

    // When
    try (WeightRows rows = backend.weights(STREAM, 0, 32, 4)) {
      backend.multiply(rows, unit, out);
    }

    // Then
    assertThat(backend.read(out)).containsExactlyInAnyOrder(numbers);
  }

  @Test
  void shouldShareStorageBetweenABlockAndItsViews() {
    // Given
    Block block = block(backend, 2, 3, new float[] {1, 2, 3, 4, 5, 6});

    // When
    try (Block view = block.columns(1, 2)) {
      backend.scale(new float[] {10}, view);
    }

    // Then
    assertThat(backend.read(block)).containsExactly(1, 2, 30, 40, 5, 6);
  }

  @Test
  void shouldRefuseShapesThatDoNotAgreeAndPrintBoth() {
    // Given
    Block a = backend.allocate(3, 2);
    Block b = backend.allocate(4, 2);
    List<Runnable> calls = new ArrayList<>();
    calls.add(() -> backend.copy(a, b));
    calls.add(() -> backend.dot(a, b, new double[4]));
    calls.add(() -> backend.addScaled(a, new float[4], b));
    calls.add(() -> backend.activate(Activation.RELU, a, b));
    calls.add(() -> backend.multiplyByDerivative(Activation.RELU, a, b));
    calls.add(() -> backend.multiplyBySecondDerivative(Activation.TANH, a, b));
    calls.add(() -> backend.multiplyElementwise(a, b));
    calls.add(() -> backend.multiply(backend.weights(STREAM, 0, 4, 2), a, b));
    calls.add(() -> backend.multiplyTransposed(backend.weights(STREAM, 0, 3, 2), a, b));

    // When, Then
    for (Runnable call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3×2")
          .hasMessageContaining("4×2");
    }
  }

  @Test
  void shouldReuseTheMemoryOfClosedBlocks() {
    // Given
    FloatPool pool = new FloatPool(1 << 20);
    float[] column = pool.take(100);
    pool.give(column);

    // When
    float[] next = pool.take(100);

    // Then
    assertThat(next).isSameAs(column);
  }

  @Test
  void shouldKeepNoMoreIdleMemoryThanItsLimit() {
    // Given
    FloatPool pool = new FloatPool(1000);

    // When
    for (int length = 1; length < 200; length++) {
      pool.give(pool.take(length));
    }

    // Then
    assertThat(pool.idleBytes()).isBetween(200L, 1000L);
  }

  @Test
  void shouldDropIdleMemoryWhenMoreIsInUseThanItsLimit() {
    // Given
    FloatPool pool = new FloatPool(1000);
    pool.give(pool.take(100));
    assertThat(pool.idleBytes()).isEqualTo(400);

    // When
    float[] large = pool.take(200);

    // Then
    assertThat(pool.idleBytes()).isZero();

    // When
    pool.give(large);

    // Then
    assertThat(pool.idleBytes()).isEqualTo(800);
  }

  private static double sum(float[] lanes) {
    double sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  private static float[] identity(int n) {
    float[] values = new float[n * n];
    for (int i = 0; i < n; i++) {
      values[i * n + i] = 1;
    }
    return values;
  }
}
