package onestep.worker.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.matrix.MatrixFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTest {

  private static final int POINTS = 3;

  private final CpuBackend backend = new CpuBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  private Network network(ModelSpec model, int number) {
    return new Network(backend, model, model.id(), number, MatrixFactory.bySampler(1L << 30));
  }

  private static ModelSpec model(Sampler sampler, int dimension, double gain, Integer... widths) {
    return new ModelSpec(List.of(widths), dimension, Activation.RELU, gain, sampler, 11);
  }

  private static double[] column(float[] numbers, int rows, int j) {
    double[] column = new double[rows];
    for (int i = 0; i < rows; i++) {
      column[i] = numbers[j * rows + i];
    }
    return column;
  }

  private static double squaredNorm(double[] v) {
    return Arrays.stream(v).map(t -> t * t).sum();
  }

  @Test
  void shouldDrawPointsOnTheSphereOfRadiusRootD() {
    // Given
    try (Network network = network(model(Sampler.DENSE, 17, 1, 4), 0);
        Block x = backend.allocate(17, POINTS)) {
      // When
      network.drawPoints(0, x);
      // Then
      for (int j = 0; j < POINTS; j++) {
        assertThat(squaredNorm(column(backend.read(x), 17, j))).isCloseTo(17, within(1e-5));
      }
    }
  }

  @Test
  void shouldDrawTheSamePointWhateverItIsDrawnWith() {
    // Given
    try (Network network = network(model(Sampler.DENSE, 17, 1, 4), 0);
        Block all = backend.allocate(17, POINTS);
        Block last = backend.allocate(17, 1)) {
      // When
      network.drawPoints(0, all);
      network.drawPoints(POINTS - 1, last);
      // Then
      assertThat(backend.read(last)).isEqualTo(backend.read(all.columns(POINTS - 1, POINTS)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DENSE, 1",
    "DENSE, 2",
    "DENSE, 6",
    "CONDITIONED, 1",
    "CONDITIONED, 2",
    "CONDITIONED, 6"
  })
  void shouldMatchTheDefinitionInDoublePrecision(Sampler sampler, int depth) {
    // Given
    Integer[] widths = Arrays.copyOf(new Integer[] {30, 12, 41, 23, 8, 37}, depth);
    int d = 19;
    try (Network network = network(model(sampler, d, 2, widths), 5);
        Block x = backend.allocate(d, POINTS);
        Block g = backend.allocate(d, POINTS)) {
      network.drawPoints(0, x);
      // When
      try (ForwardPass pass = network.forward(x)) {
        network.backward(pass, g, new double[POINTS]);
        // Then: a central difference is off only if a kink lies within 1e-7 of the point
        ReferenceNetwork reference = ReferenceNetwork.of(network, backend);
        for (int j = 0; j < POINTS; j++) {
          double[] point = column(backend.read(x), d, j);
          assertThat(pass.values()[j]).isCloseTo(reference.value(point), within(1e-5));
          double[] difference = reference.gradient(point);
          double[] gradient = column(backend.read(g), d, j);
          for (int i = 0; i < d; i++) {
            assertThat(gradient[i]).isCloseTo(difference[i], within(1e-5));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldFollowTheLineInDoublePrecision(Sampler sampler) {
    // Given
    int d = 19;
    int[] points = {0, 0, 1, 2, 2, 2};
    float[] steps = {1e-4f, 3, 0.5f, 0.01f, 1, 1000};
    try (Network network = network(model(sampler, d, 1, 25, 31, 12), 6);
        Block x = backend.allocate(d, POINTS);
        Block g = backend.allocate(d, POINTS)) {
      network.drawPoints(0, x);
      try (ForwardPass pass = network.forward(x)) {
        network.backward(pass, g, new double[POINTS]);
        try (Lines lines = network.lines(pass, g)) {
          // When
          double[] values = lines.values(points, steps);
          // Then
          ReferenceNetwork reference = ReferenceNetwork.of(network, backend);
          for (int i = 0; i < steps.length; i++) {
            double[] point = column(backend.read(x), d, points[i]);
            double[] direction = column(backend.read(g), d, points[i]);
            for (int k = 0; k < d; k++) {
              point[k] += steps[i] * direction[k];
            }
            assertThat(values[i])
                .isCloseTo(reference.value(point), within(5e-6 * Math.max(1, steps[i])));
          }
        }
      }
    }
  }

  /**
   * The estimate is twice the expected error; of 600 values the root mean square of error/estimate
   * must be near ½ and none may be far above 1. Seeds are fixed; errors are close to normal, so one
   * of 600 beyond 2.5 (five standard deviations) would have probability 4e-4 for a new seed.
   */
  @ParameterizedTest
  @CsvSource({
    "DENSE, 200, 1",
    "DENSE, 40, 3",
    "DENSE, 40, 6",
    "CONDITIONED, 60, 1",
    "CONDITIONED, 40, 4"
  })
  void shouldEstimateTheRoundingErrorOfItsValues(Sampler sampler, int size, int depth) {
    // Given
    Integer[] widths = new Integer[depth];
    Arrays.fill(widths, size);
    int networks = 60;
    int points = 10;
    double squares = 0;
    double largest = 0;
    for (int number = 0; number < networks; number++) {
      try (Network network = network(model(sampler, size, 2, widths), number);
          Block x = backend.allocate(size, points);
          Block g = backend.allocate(size, points)) {
        network.drawPoints(0, x);
        double[] estimates = new double[points];
        // When
        try (ForwardPass pass = network.forward(x)) {
          network.backward(pass, g, estimates);
          ReferenceNetwork reference = ReferenceNetwork.of(network, backend);
          for (int j = 0; j < points; j++) {
            double exact = reference.value(column(backend.read(x), size, j));
            double ratio = (pass.values()[j] - exact) / estimates[j];
            squares += ratio * ratio;
            largest = Math.max(largest, Math.abs(ratio));
          }
        }
      }
    }
    // Then
    assertThat(Math.sqrt(squares / networks / points)).isBetween(0.1, 0.75);
    assertThat(largest).isLessThan(2.5);
  }

  @Test
  void shouldRefuseAScaleBeyondFloat32() {
    assertThatThrownBy(() -> network(model(Sampler.DENSE, 3, 1e-17, 4, 4), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gain 1.0E-17 at depth 2");
  }
}
