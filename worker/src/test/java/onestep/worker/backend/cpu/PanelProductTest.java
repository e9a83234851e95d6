package onestep.worker.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import onestep.worker.backend.Block;
import onestep.worker.backend.WeightRows;
import onestep.worker.random.NormalStream;
import onestep.worker.random.StreamId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products against their definition: one chain of fused multiply-adds an output, bit by bit. */
class PanelProductTest {

  private static final StreamId STREAM = new StreamId(1, 2, 3, 4);

  @ParameterizedTest(name = "{0} rows in blocks of {1}, {2} columns, {3} vectors")
  @CsvSource({
    "1, 16, 1, 1",
    "10, 16, 10, 1",
    "10, 16, 10, 100",
    "16, 16, 4, 8",
    "17, 16, 300, 3",
    "64, 32, 700, 5",
    "100, 48, 33, 13",
    "300, 1024, 257, 12",
    "40, 16, 9, 140"
  })
  void shouldMultiplyAsOneChainPerOutput(int rows, int rowBlock, int columns, int vectors) {
    try (CpuBackend backend = new CpuBackend()) {
      // Given
      float[] v = gaussians(columns * vectors);
      float[] b = gaussians(rows * vectors);
      Block in = backend.allocate(columns, vectors);
      Block out = backend.allocate(rows, vectors);
      Block back = backend.allocate(rows, vectors);
      Block transposed = backend.allocate(columns, vectors);
      backend.write(v, in);
      backend.write(b, back);
      backend.write(v, transposed);

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
            expected[c * rows + i] = Math.fma(w[i][j], v[c * columns + j], expected[c * rows + i]);
            expectedTransposed[c * columns + j] =
                Math.fma(w[i][j], b[c * rows + i], expectedTransposed[c * columns + j]);
          }
        }
      }
      assertThat(backend.read(out)).isEqualTo(expected);
      assertThat(backend.read(transposed)).isEqualTo(expectedTransposed);
    }
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

  private static float[] gaussians(int count) {
    Random random = new Random(5);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
