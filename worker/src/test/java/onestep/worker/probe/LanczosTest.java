package onestep.worker.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanczosTest {

  private final CpuBackend backend = new CpuBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  /** A_j = diagonal of matrix j, in a basis that the start knows nothing of. */
  private Lanczos.Operator diagonal(float[][] matrices) {
    return (v, out) -> {
      for (int j = 0; j < matrices.length; j++) {
        try (Block entries = backend.allocate(matrices[j].length, 1)) {
          backend.write(matrices[j], entries);
          backend.copy(v.columns(j, j + 1), out.columns(j, j + 1));
          backend.multiplyElementwise(entries, out.columns(j, j + 1));
        }
      }
    };
  }

  private float[] starts(int d, int m) {
    Random random = new Random(4);
    float[] starts = new float[d * m];
    for (int j = 0; j < m; j++) {
      double square = 0;
      for (int i = 0; i < d; i++) {
        starts[j * d + i] = (float) random.nextGaussian();
        square += starts[j * d + i] * starts[j * d + i];
      }
      for (int i = 0; i < d; i++) {
        starts[j * d + i] /= (float) Math.sqrt(square);
      }
    }
    return starts;
  }

  @Test
  void shouldFindTheFartherEndOfEachSpectrumAndItsVector() {
    // Given a spectrum that ends below 0, a symmetric one, one of two eigenvalues, and 0
    float[][] matrices = {
      {1, -3, 0.5f, 2, 0.1f}, {1, -1, 0.2f, -0.2f, 0}, {2, 2, 2, 1, 1}, {0, 0, 0, 0, 0}
    };
    try (Block start = backend.allocate(5, 4);
        Block vectors = backend.allocate(5, 4)) {
      backend.write(starts(5, 4), start);
      // When
      double[] norms = new Lanczos(backend, 32).norms(diagonal(matrices), start, vectors);
      // Then
      assertThat(norms[0]).isCloseTo(3, within(1e-5));
      assertThat(norms[1]).isCloseTo(1, within(1e-5));
      assertThat(norms[2]).isCloseTo(2, within(1e-5));
      assertThat(norms[3]).isZero();
      float[] read = backend.read(vectors);
      assertThat(Math.abs(read[1])).isCloseTo(1, within(1e-4f));
      assertThat(Math.abs(read[0])).isLessThan(1e-3f);
    }
  }

  /** 32 steps see a semicircle as one whose radius is cos(π/33) of its own, 0.995. */
  @Test
  void shouldBeHalfAPerCentLowOnASemicircle() {
    int d = 4000;
    float[] semicircle = new float[d];
    for (int i = 0; i < d; i++) {
      semicircle[i] = (float) quantile((i + 0.5) / d);
    }
    try (Block start = backend.allocate(d, 1);
        Block vectors = backend.allocate(d, 1)) {
      backend.write(starts(d, 1), start);

      double norm =
          new Lanczos(backend, 32).norms(diagonal(new float[][] {semicircle}), start, vectors)[0];

      assertThat(norm).isBetween(0.992, 0.999);
    }
  }

  /** Of the semicircle law on [-1, 1]: F(t) = ½ + (t √(1 - t²) + asin t) / π, by bisection. */
  private static double quantile(double share) {
    double low = -1;
    double high = 1;
    for (int i = 0; i < 60; i++) {
      double t = (low + high) / 2;
      if (0.5 + (t * Math.sqrt(1 - t * t) + Math.asin(t)) / Math.PI < share) {
        low = t;
      } else {
        high = t;
      }
    }
    return low;
  }
}
