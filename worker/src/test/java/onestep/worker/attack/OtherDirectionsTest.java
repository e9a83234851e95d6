package onestep.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.RandomDirection;
import onestep.contract.cell.AttackSpec.SignStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.MeteredBackend;
import onestep.worker.backend.cpu.CpuBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Lines that do not follow the gradient, against the same network in double precision. */
class OtherDirectionsTest {

  private static final int NETWORKS = 40;

  /** Of the reference's walk; a crossing and its return within one step may be missed. */
  private static final int WALK = 4000;

  private final CpuBackend backend = new CpuBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({"RELU, 1, LINEAR, 5", "RELU, 3, RADIUS, 1", "TANH, 1, ETA, 2", "GELU, 2, LINEAR, 5"})
  void shouldFindTheSmallestStepAlongTheSigns(
      Activation activation, int depth, StepUnit unit, double maxStep) {
    int flipped = 0;
    int agreeing = 0;
    int judged = 0;
    for (Sampler sampler : Sampler.values()) {
      CellSpec cell =
          AttackedNetwork.cell(
              activation, depth, sampler, 1, new SignStep(maxStep, unit, maxStep / 100));
      for (int number = 0; number < NETWORKS; number++) {
        // When
        AttackedNetwork attacked = AttackedNetwork.of(cell, number, backend);
        if (attacked.outcome() == Outcome.DEGENERATE) {
          continue;
        }
        // Then
        double[] gradient = attacked.gradient();
        double sum = 0;
        double[] signs = new double[gradient.length];
        for (int i = 0; i < signs.length; i++) {
          sum += Math.abs(gradient[i]);
          signs[i] = Math.signum(gradient[i]);
        }
        double length = Math.sqrt(AttackedNetwork.DIMENSION);
        assertThat(attacked.row().lengths()[0]).isCloseTo(length, within(1e-6));
        assertThat(attacked.row().slopes()[0] * length / sum).isCloseTo(1, within(1e-5));
        double limit =
            maxStep
                * switch (unit) {
                  case LINEAR -> Math.abs(attacked.row().values()[0]) / sum;
                  case ETA, RADIUS -> 1;
                  case SIGMA, LENGTH -> throw new AssertionError(unit);
                };
        judged++;
        boolean agrees = agrees(attacked, attacked.firstFlip(limit, WALK, signs), limit);
        agreeing += agrees ? 1 : 0;
        flipped += attacked.outcome() == Outcome.FLIPPED ? 1 : 0;
      }
    }
    assertThat(flipped).isGreaterThan(NETWORKS / 4);
    assertThat(agreeing).isGreaterThanOrEqualTo(judged - 1); // a crossing between steps of a scan
  }

  @ParameterizedTest
  @CsvSource({"RELU, 1, 10", "TANH, 1, 3", "RELU, 2, 5"})
  void shouldFindTheNearerFlipOfARandomLine(Activation activation, int depth, double maxStep) {
    int flipped = 0;
    int agreeing = 0;
    int judged = 0;
    int backwards = 0;
    for (Sampler sampler : Sampler.values()) {
      RandomDirection spec = new RandomDirection(maxStep, maxStep / 200);
      CellSpec cell = AttackedNetwork.cell(activation, depth, sampler, 1, spec);
      for (int number = 0; number < NETWORKS; number++) {
        // When
        AttackedNetwork attacked = AttackedNetwork.of(cell, number, backend);
        // Then
        boolean flips = attacked.outcome() == Outcome.FLIPPED;
        for (int i = 0; i < spec.quantities().size(); i++) {
          double by = RandomDirection.LENGTHS.get(i);
          assertThat(attacked.row().quantities()[i][0])
              .isEqualTo(flips && attacked.step() <= by ? 1 : 0);
        }
        if (attacked.outcome() == Outcome.DEGENERATE) {
          continue;
        }
        double[] direction = attacked.direction();
        assertThat(AttackedNetwork.norm(direction))
            .isCloseTo(Math.sqrt(AttackedNetwork.DIMENSION), within(1e-5));
        double there = attacked.firstFlip(maxStep, WALK, direction);
        double back = attacked.firstFlip(maxStep, WALK, AttackedNetwork.times(-1, direction));
        judged++;
        agreeing += agrees(attacked, Math.min(there, back), maxStep) ? 1 : 0;
        flipped += flips ? 1 : 0;
        backwards += flips && back < there ? 1 : 0;
      }
    }
    assertThat(flipped).isBetween(NETWORKS / 4, judged - 5);
    assertThat(backwards).isBetween(flipped / 5, flipped - flipped / 5);
    assertThat(agreeing).isGreaterThanOrEqualTo(judged - 1);
  }

  private static boolean agrees(AttackedNetwork attacked, double walked, double limit) {
    double expected = Double.isInfinite(walked) ? Double.NaN : walked;
    if (attacked.outcome() != Outcome.FLIPPED) {
      return Double.isNaN(expected) || expected > limit * (1 - 1e-4);
    }
    double spacing = limit / WALK;
    return Math.abs(attacked.step() - (expected - spacing / 2)) <= spacing * 0.5001;
  }

  @ParameterizedTest
  @EnumSource
  void shouldStayWithinTheFootprint(Sampler sampler) {
    for (AttackSpec attack :
        new AttackSpec[] {new SignStep(2, StepUnit.RADIUS, 0.1), new RandomDirection(2, 0.1)}) {
      CellSpec cell = AttackedNetwork.cell(Activation.TANH, 3, sampler, 30, attack);
      try (MeteredBackend metered = new MeteredBackend(new CpuBackend())) {
        new CellTrials().run(cell, 0, metered);

        assertThat(metered.peakBytes()).isLessThanOrEqualTo(Footprint.bytes(cell));
        assertThat(metered.open()).isZero();
      }
    }
  }
}
