package onestep.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.contract.theory.WideLimit;
import onestep.worker.MeteredBackend;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.matrix.MatrixFactory;
import onestep.worker.network.Network;
import onestep.worker.network.ReferenceNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FixedStepRuleTest {

  private final CpuBackend backend = new CpuBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  private static CellSpec cell(
      Activation activation, int depth, Sampler sampler, int points, AttackSpec attack) {
    return new CellSpec(
        new ModelSpec(Collections.nCopies(depth, 14), 11, activation, 2, sampler, 5),
        attack,
        points,
        CellSpec.CPU_NUMERICS);
  }

  /** The weights are read back after the trial, so a conditioned network is the same one. */
  @ParameterizedTest
  @CsvSource({
    "RELU, 1, ETA, 1",
    "RELU, 3, SIGMA, 1",
    "LEAKY_RELU, 2, LINEAR, 1.2",
    "TANH, 1, RADIUS, 0.3",
    "GELU, 2, SIGMA, 0.8",
    "SIGMOID, 1, SIGMA, 1",
    "SOFTPLUS, 1, LENGTH, 0.8",
    "SINE, 4, ETA, 1"
  })
  void shouldFlipWhatANetworkInDoublePrecisionFlips(
      Activation activation, int depth, StepUnit unit, double step) {
    int flipped = 0;
    int judged = 0;
    for (Sampler sampler : Sampler.values()) {
      CellSpec cell = cell(activation, depth, sampler, 1, new FixedStep(step, unit));
      for (int number = 0; number < 60; number++) {
        try (Network network = network(cell, number)) {
          Trials trials = new Trials(cell, number);
          // When
          attack(cell).run(network, 0, 1, trials);
          // Then
          NetworkTrials row = trials.toNetworkTrials();
          if (row.outcomes()[0] == Outcome.DEGENERATE) {
            continue;
          }
          ReferenceNetwork reference = ReferenceNetwork.of(network, backend);
          double eta = step * unit(cell.model(), unit, reference, point(network));
          double moved = moved(reference, point(network), eta);
          if (Math.abs(moved) > 1e-4) { // else rounding may decide
            judged++;
            flipped += moved < 0 ? 1 : 0;
            assertThat(row.outcomes()[0])
                .as("%s network %d: %s", sampler, number, moved)
                .isEqualTo(moved < 0 ? Outcome.FLIPPED : Outcome.NOT_FLIPPED);
            if (moved < 0) {
              assertThat(row.steps()[0] / eta).isBetween(1 - 1e-4, 1 + 1e-4);
            }
          }
        }
      }
    }
    assertThat(judged).isGreaterThan(100);
    assertThat(flipped).isBetween(10, judged - 10);
  }

  private LineAttack attack(CellSpec cell) {
    FixedStep attack = (FixedStep) cell.attack();
    return new LineAttack(
        backend,
        attack.unit(),
        new GradientDirection(),
        LineRule.oneWay(new FixedStepRule(attack)));
  }

  private Network network(CellSpec cell, int number) {
    return new Network(
        backend, cell.model(), cell.model().id(), number, MatrixFactory.bySampler(1L << 30));
  }

  private double[] point(Network network) {
    try (Block x = backend.allocate(network.model().dimension(), 1)) {
      network.drawPoints(0, x);
      float[] read = backend.read(x);
      double[] point = new double[read.length];
      for (int i = 0; i < read.length; i++) {
        point[i] = read[i];
      }
      return point;
    }
  }

  /** f(x - sign f(x) η ∇f(x)) sign f(x). */
  private static double moved(ReferenceNetwork reference, double[] x, double eta) {
    double sign = Math.signum(reference.value(x));
    double[] gradient = reference.gradient(x);
    double[] moved = x.clone();
    for (int i = 0; i < x.length; i++) {
      moved[i] -= sign * eta * gradient[i];
    }
    return sign * reference.value(moved);
  }

  private static double unit(
      ModelSpec model, StepUnit unit, ReferenceNetwork reference, double[] x) {
    double square = 0;
    for (double g : reference.gradient(x)) {
      square += g * g;
    }
    return switch (unit) {
      case ETA -> 1;
      case LINEAR -> Math.abs(reference.value(x)) / square;
      case RADIUS -> Math.sqrt(model.dimension() / square);
      case LENGTH -> 1 / Math.sqrt(square);
      case SIGMA -> WideLimit.of(model).stepDeviation();
    };
  }

  /** With one hidden layer the smallest step is exact, and no shorter one flips. */
  @ParameterizedTest
  @EnumSource
  void shouldFlipJustPastTheSmallestStepAndNotBefore(Sampler sampler) {
    SmallestStep search = new SmallestStep(50, StepUnit.ETA, 0.5);
    CellTrials runner = new CellTrials();
    int past = 0;
    int found = 0;
    for (int number = 0; number < 100; number++) {
      // Given
      NetworkTrials smallest =
          runner.run(cell(Activation.RELU, 1, sampler, 1, search), number, backend);
      if (smallest.outcomes()[0] != Outcome.FLIPPED) {
        continue;
      }
      found++;
      double step = smallest.steps()[0];
      // When
      Outcome before = outcome(runner, sampler, number, step * 0.99);
      Outcome after = outcome(runner, sampler, number, step * 1.001);
      // Then
      assertThat(before).isEqualTo(Outcome.NOT_FLIPPED);
      past += after == Outcome.FLIPPED ? 1 : 0;
    }
    assertThat(found).isGreaterThan(60);
    assertThat(past).isGreaterThanOrEqualTo(found - 1); // f may turn back at the next kink
  }

  private Outcome outcome(CellTrials runner, Sampler sampler, int number, double step) {
    CellSpec cell = cell(Activation.RELU, 1, sampler, 1, new FixedStep(step, StepUnit.ETA));
    return runner.run(cell, number, backend).outcomes()[0];
  }

  @ParameterizedTest
  @CsvSource({"1, DENSE", "1, CONDITIONED", "3, DENSE", "3, CONDITIONED"})
  void shouldEvaluateEachTrialOnceWithinItsFootprint(int depth, Sampler sampler) {
    // Given
    CellSpec cell = cell(Activation.TANH, depth, sampler, 30, new FixedStep(1, StepUnit.SIGMA));
    int[] evaluated = {0};
    MeteredBackend metered =
        new MeteredBackend(new CpuBackend()) {
          @Override
          public void line(Block h, Block u, float[] c, Block out) {
            evaluated[0] += c.length;
            super.line(h, u, c, out);
          }
        };
    try (metered) {
      // When
      NetworkTrials trials = new CellTrials().run(cell, 0, metered);
      // Then
      assertThat(trials.outcomes()).contains(Outcome.FLIPPED, Outcome.NOT_FLIPPED);
      assertThat(evaluated[0]).isEqualTo(30);
      assertThat(metered.peakBytes()).isLessThanOrEqualTo(Footprint.bytes(cell));
      assertThat(metered.open()).isZero();
    }
  }

  @Test
  void shouldFailWithCellNetworkAndPointWhenTheStepLeavesFloat32() {
    CellSpec cell = cell(Activation.RELU, 1, Sampler.DENSE, 2, new FixedStep(1e300, StepUnit.ETA));

    assertThatThrownBy(() -> new CellTrials().run(cell, 3, backend))
        .isInstanceOf(TrialFailure.class)
        .hasMessageContaining("cell " + cell.id() + ", network 3, point 0: f at step Infinity");
  }
}
