package onestep.worker.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withPrecision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onestep.contract.cell.Activation;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.backend.cuda.EmulatedDriver;
import onestep.worker.backend.ejml.EjmlBackend;
import onestep.worker.random.StreamId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * CPU and CUDA against EJML, which computes in double, and CUDA against CPU, whose order of
 * operations it keeps: the same bits, but for crossings.
 *
 * <p>Tolerance: a float32 chain or sum of n products errs by at most n 2⁻²⁴ Σ |terms| (Higham,
 * "Accuracy and Stability of Numerical Algorithms", section 3.1). Terms here are products of two
 * numbers of magnitude below {@value #MAGNITUDE}, apart from single operations, for which n = 2
 * serves, and activations, which err by up to 16 2⁻²⁴.
 */
class BackendAgreementTest {

  private static final StreamId STREAM = new StreamId(11, 12, 13, 14);
  private static final double UNIT_ROUNDOFF = 0x1p-24;
  private static final double MAGNITUDE = 6;

  /**
   * Relative, between two crossings whose line was summed in different orders: double roundings of
   * a hundred terms, on a line that may be 10⁴ times flatter than they are steep.
   */
  private static final double CROSSING_TOLERANCE = 2 * 100 * 0x1p-53 * 1e4;

  /** An operation on blocks, which returns its results. */
  private interface Operation {
    double[] run(Backend backend, int n, int p, int m);
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (int[] shape :
        new int[][] {{1, 1, 1}, {10, 3, 2}, {100, 1, 9}, {1030, 9, 3}, {2500, 2, 12}}) {
      add(cases, shape, "dot", BackendAgreementTest::dot);
      add(cases, shape, "addScaled", BackendAgreementTest::addScaled);
      add(cases, shape, "addScaledThenDot", BackendAgreementTest::addScaledThenDot);
      add(cases, shape, "scale", BackendAgreementTest::scale);
      add(cases, shape, "multiples", BackendAgreementTest::multiples);
      add(cases, shape, "multiplyElementwise", BackendAgreementTest::multiplyElementwise);
      for (Activation activation : Activation.values()) {
        addActivation(cases, shape, activation);
      }
      add(cases, shape, "line", BackendAgreementTest::line);
      add(cases, shape, "lines", BackendAgreementTest::lines);
      add(cases, shape, "squared norms", BackendAgreementTest::squaredNorms);
      add(cases, shape, "addColumns", BackendAgreementTest::addColumns);
      add(cases, shape, "multiply", BackendAgreementTest::multiply);
      add(cases, shape, "multiplyTransposed", BackendAgreementTest::multiplyTransposed);
      add(cases, shape, "random numbers", BackendAgreementTest::randomNumbers);
    }
    return cases.stream();
  }

  private static void add(List<Arguments> cases, int[] shape, String name, Operation operation) {
    cases.add(Arguments.of(name, shape[0], shape[1], shape[2], operation));
  }

  private static void addActivation(List<Arguments> cases, int[] shape, Activation activation) {
    String name = activation.label();
    add(cases, shape, name, (b, n, p, m) -> activate(activation, b, n, m));
    add(cases, shape, name + " derivative", (b, n, p, m) -> derivative(activation, b, n, m));
    add(cases, shape, name + " dotActivated", (b, n, p, m) -> dotActivated(activation, b, n, m));
    add(cases, shape, name + " on lines", (b, n, p, m) -> onLines(activation, b, n, m));
    add(cases, shape, name + " columns", (b, n, p, m) -> activatedColumns(activation, b, n, m));
    if (activation.isSmooth()) {
      add(cases, shape, name + " second", (b, n, p, m) -> secondDerivative(activation, b, n, m));
    } else if (shape[0] == 100) { // enough neurons that never all are off
      add(cases, shape, name + " crossing", (b, n, p, m) -> firstCrossing(activation, b, n));
      add(cases, shape, name + " rays crossing", (b, n, p, m) -> firstCrossings(activation, b, n));
    }
  }

  @ParameterizedTest(name = "{0}: n={1}, p={2}, m={3}")
  @MethodSource("cases")
  void shouldAgreeWithTheReferenceWithinRounding(
      String name, int n, int p, int m, Operation operation) {
    try (Backend cpu = new CpuBackend();
        Backend reference = new EjmlBackend()) {
      // Given
      double[] expected = operation.run(reference, n, p, m);

      // When
      double[] actual = operation.run(cpu, n, p, m);

      // Then
      assertAgreement(name, n, p, actual, expected);
    }
  }

  @ParameterizedTest(name = "{0}: n={1}, p={2}, m={3}")
  @MethodSource("cases")
  void shouldAgreeWithReferenceAndCpuOnCuda(String name, int n, int p, int m, Operation operation) {
    EmulatedDriver.require();
    try (Backend cuda = EmulatedDriver.backend();
        Backend cpu = new CpuBackend();
        Backend reference = new EjmlBackend()) {
      // Given
      double[] expected = operation.run(reference, n, p, m);
      double[] bits = operation.run(cpu, n, p, m);

      // When
      double[] actual = operation.run(cuda, n, p, m);

      // Then
      assertAgreement(name, n, p, actual, expected);
      if (name.endsWith("crossing")) {
        assertThat(actual).containsExactly(bits, withPrecision(CROSSING_TOLERANCE));
      } else {
        assertThat(actual).isEqualTo(bits);
      }
    }
  }

  private static void assertAgreement(
      String name, int n, int p, double[] actual, double[] expected) {
    double terms = n + p + 2.0;
    double tolerance = terms * UNIT_ROUNDOFF * terms * MAGNITUDE * MAGNITUDE;
    assertThat(actual).hasSameSizeAs(expected);
    for (int k = 0; k < actual.length; k++) {
      assertThat(Math.abs(actual[k] - expected[k]))
          .as("%s result %d: %s and %s", name, k, actual[k], expected[k])
          .isLessThanOrEqualTo(tolerance);
    }
  }

  private static double[] dot(Backend backend, int n, int p, int m) {
    double[] out = new double[p * m];
    backend.dot(block(backend, n, p, 1), block(backend, n, m, 2), out);
    return out;
  }

  private static double[] addScaled(Backend backend, int n, int p, int m) {
    Block b = block(backend, n, m, 2);
    backend.addScaled(block(backend, n, p, 1), numbers(p * m, 3), b);
    return doubles(backend.read(b));
  }

  private static double[] addScaledThenDot(Backend backend, int n, int p, int m) {
    Block b = block(backend, n, m, 2);
    double[] products = new double[p * m];
    backend.addScaledThenDot(block(backend, n, p, 1), numbers(p * m, 3), b, products);
    return DoubleStream.concat(Arrays.stream(doubles(backend.read(b))), Arrays.stream(products))
        .toArray();
  }

  private static double[] scale(Backend backend, int n, int p, int m) {
    Block a = block(backend, n, m, 1);
    backend.scale(numbers(m, 2), a);
    return doubles(backend.read(a));
  }

  private static double[] multiples(Backend backend, int n, int p, int m) {
    Block out = backend.allocate(n, m);
    backend.scale(block(backend, n, 1, 1), numbers(m, 2), out);
    return doubles(backend.read(out));
  }

  private static double[] multiplyElementwise(Backend backend, int n, int p, int m) {
    Block b = block(backend, n, m, 2);
    backend.multiplyElementwise(block(backend, n, m, 1), b);
    return doubles(backend.read(b));
  }

  private static double[] activate(Activation activation, Backend backend, int n, int m) {
    Block out = backend.allocate(n, m);
    backend.activate(activation, block(backend, n, m, 1), out);
    return doubles(backend.read(out));
  }

  private static double[] derivative(Activation activation, Backend backend, int n, int m) {
    Block b = block(backend, n, m, 2);
    backend.multiplyByDerivative(activation, block(backend, n, m, 1), b);
    return doubles(backend.read(b));
  }

  private static double[] secondDerivative(Activation activation, Backend backend, int n, int m) {
    Block b = block(backend, n, m, 2);
    backend.multiplyBySecondDerivative(activation, block(backend, n, m, 1), b);
    return doubles(backend.read(b));
  }

  private static double[] dotActivated(Activation activation, Backend backend, int n, int m) {
    double[] out = new double[m];
    backend.dotActivated(activation, block(backend, n, 1, 1), block(backend, n, m, 2), out);
    return out;
  }

  /** Signs against two Gaussians: some cross and some do not. */
  private static double[] firstCrossing(Activation activation, Backend backend, int n) {
    double[] crossings = new double[20];
    for (int i = 0; i < crossings.length; i++) {
      Block a = backend.allocate(n, 1);
      backend.signs(new StreamId(21, 22, i, 23), a);
      double crossing =
          backend.firstCrossing(
              activation, a, block(backend, n, 1, 2 * i), block(backend, n, 1, 2 * i + 1), 20);
      crossings[i] = Double.isNaN(crossing) ? -1 : crossing;
    }
    return crossings;
  }

  /** Rays out of order, some of them twice, as far as one that is the last of a joined block. */
  private static double[] firstCrossings(Activation activation, Backend backend, int n) {
    int[] lines = {8, 0, 3, 3, 5, 1, 6, 2, 4, 7};
    double[] limits = {20, 20, 20, 0.5, 20, 20, 1, 20, 20, 20};
    double[] crossings = new double[lines.length];
    double[] sums = new double[lines.length];
    Block a = backend.allocate(n, 1);
    backend.signs(new StreamId(21, 22, 1, 23), a);
    Rays rays = new Rays(lines, limits, 1e-6, new double[lines.length]);
    backend.firstCrossings(
        activation, a, nine(backend, n, 50), nine(backend, n, 60), rays, crossings, sums);
    assertThat(DoubleStream.of(crossings)).anyMatch(c -> c.isNaN()).anyMatch(c -> c > 0);
    for (int j = 0; j < sums.length; j++) {
      assertThat(Double.isNaN(sums[j])).isEqualTo(Double.isNaN(crossings[j]));
    }
    return DoubleStream.concat(DoubleStream.of(crossings), DoubleStream.of(sums))
        .map(number -> Double.isNaN(number) ? -1 : number)
        .toArray();
  }

  /** Nine columns in two blocks. */
  private static Block nine(Backend backend, int n, int seed) {
    return backend.join(List.of(block(backend, n, 4, seed), block(backend, n, 5, seed + 1)));
  }

  /** One of nine for each of m columns: neighbours are equal in pairs. */
  private static int[] chosen(int m) {
    return IntStream.range(0, m).map(j -> 7 * (j / 2) % 9).toArray();
  }

  private static double[] lines(Backend backend, int n, int p, int m) {
    Block out = backend.allocate(n, m);
    backend.lines(nine(backend, n, 1), nine(backend, n, 3), chosen(m), numbers(m, 5), out);
    return doubles(backend.read(out));
  }

  private static double[] onLines(Activation activation, Backend backend, int n, int m) {
    double[] out = new double[m];
    backend.dotActivatedOnLines(
        activation,
        block(backend, n, 1, 1),
        nine(backend, n, 2),
        nine(backend, n, 4),
        chosen(m),
        numbers(m, 6),
        out);
    return out;
  }

  private static double[] squaredNorms(Backend backend, int n, int p, int m) {
    double[] out = new double[9 + m];
    double[] joined = new double[9];
    double[] whole = new double[m];
    backend.squaredNorms(nine(backend, n, 1), joined);
    backend.squaredNorms(block(backend, n, m, 3), whole);
    System.arraycopy(joined, 0, out, 0, 9);
    System.arraycopy(whole, 0, out, 9, m);
    return out;
  }

  private static double[] addColumns(Backend backend, int n, int p, int m) {
    Block b = block(backend, n, m, 3);
    backend.addColumns(0.3f, nine(backend, n, 1), chosen(m), b);
    return doubles(backend.read(b));
  }

  private static double[] activatedColumns(Activation activation, Backend backend, int n, int m) {
    Block b = block(backend, n, m, 3);
    backend.addActivatedColumns(activation, -1, nine(backend, n, 1), chosen(m), b);
    return doubles(backend.read(b));
  }

  private static double[] line(Backend backend, int n, int p, int m) {
    Block out = backend.allocate(n, m);
    backend.line(block(backend, n, 1, 1), block(backend, n, 1, 2), numbers(m, 3), out);
    return doubles(backend.read(out));
  }

  /** A p×n matrix, its rows in two blocks where there are more than 16. */
  private static double[] multiply(Backend backend, int n, int p, int m) {
    int rows = 16 + p;
    Block out = backend.allocate(rows, m);
    Block v = block(backend, n, m, 1);
    backend.multiply(backend.weights(STREAM, 0, 16, n), v, out);
    backend.multiply(backend.weights(STREAM, 16, p, n), v, out);
    return doubles(backend.read(out));
  }

  private static double[] multiplyTransposed(Backend backend, int n, int p, int m) {
    Block out = block(backend, n, m, 1);
    Block b = block(backend, 16 + p, m, 2);
    backend.multiplyTransposed(backend.weights(STREAM, 0, 16, n), b, out);
    backend.multiplyTransposed(backend.weights(STREAM, 16, p, n), b, out);
    return doubles(backend.read(out));
  }

  private static double[] randomNumbers(Backend backend, int n, int p, int m) {
    Block out = backend.allocate(n, 3);
    backend.normals(STREAM, 1L << 40, out.columns(0, 1));
    backend.signs(STREAM, out.columns(1, 2));
    backend.normals(STREAM, 1L << 40, 0.7f, out.columns(2, 3));
    return doubles(backend.read(out));
  }

  private static Block block(Backend backend, int rows, int columns, int seed) {
    Block block = backend.allocate(rows, columns);
    backend.write(numbers(rows * columns, seed), block);
    return block;
  }

  private static float[] numbers(int count, int seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static double[] doubles(float[] values) {
    double[] converted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = values[i];
    }
    return converted;
  }
}
