package onestep.worker.backend.cpu;

import static onestep.worker.backend.cpu.TestBlocks.block;
import static onestep.worker.backend.cpu.TestBlocks.gaussians;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onestep.worker.backend.Block;
import onestep.worker.backend.WeightRows;
import onestep.worker.random.NormalStream;
import onestep.worker.random.StreamId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of kernels against the definition of each operation, bit by bit. */
class KernelsTest {

  private static final StreamId STREAM = new StreamId(1, 2, 3, 4);

  private static final int[] LENGTHS = {1, 7, 10, 15, 16, 17, 31, 32, 100, 1000, 1023, 1024};

  /** Rows, rows at a time, columns, vectors. */
  private static final List<int[]> PRODUCTS =
      List.of(
          new int[] {1, 16, 1, 1},
          new int[] {10, 16, 10, 1},
          new int[] {10, 16, 10, 100},
          new int[] {16, 16, 4, 8},
          new int[] {17, 16, 300, 3},
          new int[] {64, 32, 700, 5},
          new int[] {100, 48, 33, 13},
          new int[] {300, 1024, 257, 12},
          new int[] {600, 528, 512, 16},
          new int[] {40, 16, 9, 140});

  static Stream<Kernels> kernels() {
    return KernelLoader.available().stream();
  }

  static Stream<Arguments> products() {
    return kernels()
        .flatMap(
            k -> PRODUCTS.stream().map(s -> Arguments.of(k.name(), s[0], s[1], s[2], s[3], k)));
  }

  /** The build runs tests with the module; without it half of this class would test nothing. */
  @Test
  void shouldFindTheVectorApi() {
    assertThat(kernels().map(Kernels::name)).hasSize(2).first().isEqualTo("plain");
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void shouldSumSeveralDotProductsAsEachAlone(Kernels kernels) {
    for (int length : LENGTHS) {
      // Given
      float[][] a = vectors(11, length + 3, 0);
      for (int m : new int[] {1, 2, 3, 6}) {
        float[][] b = vectors(m, length + 3, 17);
        double[] sums = new double[a.length * m];
        Arrays.fill(sums, 0.5);

        // When
        kernels.addDots(a, b, 3, 3 + length, sums);

        // Then
        for (int i = 0; i < a.length; i++) {
          for (int j = 0; j < m; j++) {
            assertThat(sums[i * m + j]).isEqualTo(0.5 + kernels.dot(a[i], 3, b[j], 3, length));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void shouldSumDotProductsBlockByBlock(Kernels kernels) {
    for (int length : new int[] {1025, 8191, 8192, 20_001}) {
      for (int p : new int[] {1, 5}) {
        // Given
        float[][] a = vectors(p, length + 3, 0);
        float[][] b = vectors(1, length + 3, 17);
        double[] expected = new double[p];
        for (int i = 0; i < p; i++) {
          for (int from = 0; from < length; from += 1024) {
            expected[i] +=
                kernels.dot(a[i], 3 + from, b[0], 3 + from, Math.min(1024, length - from));
          }
        }
        double[] sums = new double[p];

        // When
        kernels.addDots(a, b, 3, 3 + length, sums);

        // Then
        assertThat(sums).containsExactly(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void shouldAddVectorsAsOneChain(Kernels kernels) {
    for (int length : LENGTHS) {
      // Given
      float[][] a = vectors(21, length + 7, 0);
      for (int m : new int[] {1, 3, 4, 9}) {
        float[][] c = vectors(m, 21, 30);
        float[][] b = vectors(m, length + 7, 31);
        float[][] expected = Arrays.stream(b).map(float[]::clone).toArray(float[][]::new);
        for (int j = 0; j < m; j++) {
          for (int i = 3; i < 3 + length; i++) {
            for (int k = 2; k < 20; k++) {
              expected[j][i] = Math.fma(c[j][k], a[k][i], expected[j][i]);
            }
          }
        }

        // When
        kernels.addScaled(a, 2, 20, c, b, 3, 3 + length);

        // Then
        assertThat(b).as("length %d", length).isDeepEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void shouldSumDotProductsInSixteenLanes(Kernels kernels) {
    for (int length : LENGTHS) {
      // Given
      float[] a = gaussians(length + 5, 1);
      float[] b = gaussians(length + 9, 2);
      float[] lanes = new float[16];
      for (int i = 0; i < length; i++) {
        lanes[i % 16] = Math.fma(a[5 + i], b[9 + i], lanes[i % 16]);
      }
      double expected = IntStream.range(0, 16).mapToDouble(i -> lanes[i]).reduce(0, Double::sum);

      // When
      double dot = kernels.dot(a, 5, b, 9, length);

      // Then
      assertThat(dot).as("length %d", length).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0}: {1} rows in blocks of {2}, {3} columns, {4} vectors")
  @MethodSource("products")
  void shouldMultiplyAsOneChainPerOutput(
      String name, int rows, int rowBlock, int columns, int vectors, Kernels kernels) {
    try (CpuBackend backend = new CpuBackend(kernels, 0)) {
      // Given
      float[] v = gaussians(columns * vectors, 3);
      float[] b = gaussians(rows * vectors, 4);
      Block in = block(backend, columns, vectors, v);
      Block out = backend.allocate(rows, vectors);
      Block back = block(backend, rows, vectors, b);
      Block transposed = block(backend, columns, vectors, v);

      // When
      for (int first = 0; first < rows; first += rowBlock) {
        int count = Math.min(rowBlock, rows - first);
        try (WeightRows w = backend.weights(STREAM, first, count, columns)) {
          backend.multiply(w, in, out);
          backend.multiplyTransposed(w, back, transposed);
        }
      }

      // Then
      float[][] w = matrix(rows, columns);
      float[] expected = new float[rows * vectors];
      float[] expectedTransposed = v.clone();
      for (int c = 0; c < vectors; c++) {
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            int o = c * rows + i;
            int t = c * columns + j;
            expected[o] = Math.fma(w[i][j], v[t], expected[o]);
            expectedTransposed[t] = Math.fma(w[i][j], b[o], expectedTransposed[t]);
          }
        }
      }
      assertThat(backend.read(out)).isEqualTo(expected);
      assertThat(backend.read(transposed)).isEqualTo(expectedTransposed);
    }
  }

  private static float[][] vectors(int count, int length, int seed) {
    return IntStream.range(0, count)
        .mapToObj(k -> gaussians(length, seed + k))
        .toArray(float[][]::new);
  }

  /** The matrix by the documented index of each entry. */
  private static float[][] matrix(int rows, int columns) {
    int stride = (16 * columns + 63) / 64 * 64;
    float[] numbers = new float[(rows + 15) / 16 * stride];
    new NormalStream().fill(STREAM, 0, numbers, 0, numbers.length);
    float[][] w = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        w[i][j] = numbers[i / 16 * stride + 16 * j + i % 16];
      }
    }
    return w;
  }
}
