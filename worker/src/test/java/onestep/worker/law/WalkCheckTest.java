package onestep.worker.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import onestep.contract.cell.Activation;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Sampler;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.matrix.MatrixFactory;
import onestep.worker.network.Network;
import onestep.worker.network.ReferenceNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WalkCheckTest {

  static Stream<Check> checks() {
    return WalkCheck.checks(400).stream();
  }

  /** Deterministic: networks are fixed. */
  @ParameterizedTest
  @MethodSource("checks")
  void shouldFindTheCrossingOfAnExactWalk(Check check) {
    assertThat(check.call())
        .allSatisfy(finding -> assertThat(finding.holds()).as("%s", finding).isTrue());
  }

  /** Against the definition on a fine grid, for the walk itself. */
  @ParameterizedTest
  @CsvSource({"RELU, 1", "RELU, 3", "LEAKY_RELU, 2", "LEAKY_RELU, 5"})
  void shouldFindEverySignChangeOfTheDefinition(Activation activation, int depth) {
    // Wide enough that no layer goes out, which would be a change of sign to 0 and another from it
    CellSpec cell = new TestedCell(activation, depth, 6, 25, 2, 1).with(Sampler.DENSE);
    try (CpuBackend backend = new CpuBackend()) {
      int found = 0;
      for (int number = 0; number < 30; number++) {
        // Given
        ReferenceNetwork network = network(cell, number, backend);
        double[] x = {1, -0.5, 0.25, 2, -1, 0.75};
        double[] p = {0.5, 1, -1, 0.25, 0.5, -0.75};

        // When
        List<Double> changes = LineWalk.signChanges(network, x, p, 8);

        // Then: f is 0 there and has its new sign after it, and no grid point says otherwise
        found += changes.size();
        for (double change : changes) {
          assertThat(network.value(at(x, p, change))).isCloseTo(0, within(1e-12));
        }
        for (int i = 1; i <= 4000; i++) {
          double t = 8.0 * i / 4000;
          double value = network.value(at(x, p, t));
          if (Math.abs(value) > 1e-6) {
            long before = changes.stream().filter(change -> change < t).count();
            boolean flipped = value * network.value(x) < 0;
            assertThat(before % 2 == 1).as("at %s of %s", t, changes).isEqualTo(flipped);
          }
        }
      }
      assertThat(found).isGreaterThan(5);
    }
  }

  @Test
  void shouldSeeALayerGoOutAndComeBack() {
    CellSpec cell = new TestedCell(Activation.RELU, 2, 6, 1, 2, 1).with(Sampler.DENSE);
    try (CpuBackend backend = new CpuBackend()) {
      int silent = 0;
      for (int number = 0; number < 40; number++) {
        ReferenceNetwork network = network(cell, number, backend);
        double[] x = {1, -0.5, 0.25, 2, -1, 0.75};
        double[] p = {-1, 0.5, -0.25, -2, 1, -0.75};
        // When: along the ray through 0 one neuron is on, then off, or the other way round
        List<Double> changes = LineWalk.signChanges(network, x, p, 3);
        // Then
        double before = network.value(at(x, p, 0.5));
        double after = network.value(at(x, p, 2));
        if (Math.signum(before) != Math.signum(after)) {
          silent++;
          assertThat(changes)
              .singleElement()
              .satisfies(t -> assertThat(t).isCloseTo(1, within(1e-12)));
        } else {
          assertThat(changes).isEmpty();
        }
      }
      assertThat(silent).isGreaterThan(5);
    }
  }

  private static ReferenceNetwork network(CellSpec cell, int number, CpuBackend backend) {
    try (Network network =
            new Network(
                backend,
                cell.model(),
                cell.model().id(),
                number,
                MatrixFactory.bySampler(1L << 20));
        Block x = backend.allocate(cell.model().dimension(), 1)) {
      network.drawPoints(0, x);
      return ReferenceNetwork.of(network, backend);
    }
  }

  private static double[] at(double[] x, double[] p, double t) {
    double[] moved = x.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += t * p[i];
    }
    return moved;
  }
}
