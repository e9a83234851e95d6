package onestep.worker.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the basis stays orthonormal to rounding, and its combinations give the vectors back. */
class OrthonormalBasisTest {

  private static final int LENGTH = 3000;
  private static final double UNIT_ROUNDOFF = 0x1p-24;

  /** Of numbers that are each rounded once or twice: 12 standard deviations of a sum's error. */
  private static final double TOLERANCE = 12 * UNIT_ROUNDOFF;

  /**
   * Vectors that share a direction up to a small part of their own, as those of a line search do: a
   * part of 1e-4 of the length is still well above the rounding that no direction is made of.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 0.1", "1, 0.001", "1, 1e-4", "3, 0.01", "20, 0.1", "20, 1e-4"})
  void shouldBeOrthonormalHoweverParallelTheVectorsAre(int atOnce, float ownPart) {
    try (Backend backend = new CpuBackend();
        OrthonormalBasis basis = new OrthonormalBasis(backend, LENGTH, 32)) {
      // Given
      Random random = new Random(1);
      float[] shared = gaussians(random);

      for (int query = 0; query < 60 / atOnce; query++) {
        if (atOnce > 1) {
          shared = gaussians(random); // what a panel shares then is not in the basis yet
        }
        try (Block v = backend.allocate(LENGTH, atOnce)) {
          for (int j = 0; j < atOnce; j++) {
            float[] own = gaussians(random);
            for (int i = 0; i < LENGTH; i++) {
              own[i] = Math.fma(ownPart, own[i], shared[i]);
            }
            backend.write(own, v.columns(j, j + 1));
          }

          // When
          float[] coefficients = basis.coefficients(v);

          // Then
          assertThat(farthestFrom(basis, coefficients, v)).isLessThan(TOLERANCE);
        }
      }
      assertThat(basis.size()).isEqualTo(60 / atOnce * atOnce);
      assertThat(largestInnerProduct(basis)).isLessThan(TOLERANCE);
    }
  }

  @Test
  void shouldAddNoDirectionForACombinationOfOthers() {
    try (Backend backend = new CpuBackend();
        OrthonormalBasis basis = new OrthonormalBasis(backend, LENGTH, 32);
        Block v = backend.allocate(LENGTH, 12)) {
      // Given
      Random random = new Random(2);
      float[][] vectors = new float[12][];
      for (int j = 0; j < 12; j++) {
        vectors[j] = gaussians(random);
        if (j % 3 == 2) {
          for (int i = 0; i < LENGTH; i++) {
            vectors[j][i] = vectors[j - 1][i] - 2 * vectors[j - 2][i];
          }
        }
        backend.write(vectors[j], v.columns(j, j + 1));
      }

      // When
      float[] coefficients = basis.coefficients(v);

      // Then
      assertThat(basis.size()).isEqualTo(8);
      assertThat(farthestFrom(basis, coefficients, v)).isLessThan(TOLERANCE);
    }
  }

  private static float[] gaussians(Random random) {
    float[] numbers = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** max_ij |⟨q_i, q_j⟩ - δ_ij|, in double. */
  private static double largestInnerProduct(OrthonormalBasis basis) {
    double largest = 0;
    for (int i = 0; i < basis.size(); i++) {
      for (int j = 0; j <= i; j++) {
        double product = i == j ? -1 : 0;
        float[] a = direction(basis, i);
        float[] b = direction(basis, j);
        for (int k = 0; k < LENGTH; k++) {
          product += (double) a[k] * b[k];
        }
        largest = Math.max(largest, Math.abs(product));
      }
    }
    return largest;
  }

  /** max_j ‖v_j - Q c_j‖ / ‖v_j‖, in double. */
  private static double farthestFrom(OrthonormalBasis basis, float[] coefficients, Block v) {
    double farthest = 0;
    int m = v.columns();
    for (int j = 0; j < m; j++) {
      float[] vector = numbers(v.columns(j, j + 1));
      double[] rest = new double[LENGTH];
      double square = 0;
      for (int k = 0; k < LENGTH; k++) {
        rest[k] = vector[k];
        square += rest[k] * rest[k];
      }
      for (int i = 0; i < basis.size(); i++) {
        float[] q = direction(basis, i);
        for (int k = 0; k < LENGTH; k++) {
          rest[k] -= (double) coefficients[i * m + j] * q[k];
        }
      }
      double left = 0;
      for (double number : rest) {
        left += number * number;
      }
      farthest = Math.max(farthest, Math.sqrt(left / square));
    }
    return farthest;
  }

  private static float[] direction(OrthonormalBasis basis, int i) {
    return numbers(basis.columns().vectors(i).columns(0, 1));
  }

  private static float[] numbers(Block column) {
    try (Backend backend = new CpuBackend()) {
      return backend.read(column);
    }
  }
}
