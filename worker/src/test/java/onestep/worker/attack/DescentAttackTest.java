package onestep.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.GradientDescent;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.contract.theory.WideLimit;
import onestep.worker.MeteredBackend;
import onestep.worker.backend.cpu.CpuBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DescentAttackTest {

  private static final int NETWORKS = 40;

  private final CpuBackend backend = new CpuBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  /** What a loop in double precision does; of a ReLU the two may part at a kink. */
  @ParameterizedTest
  @CsvSource({
    "TANH, 1, SIGMA, 0.2, 40, 1",
    "GELU, 2, ETA, 0.3, 20, 1",
    "TANH, 2, LINEAR, 1.1, 6, 1",
    "RELU, 1, RADIUS, 0.05, 30, 0.9",
    "SINE, 3, SIGMA, 0.1, 5, 1"
  })
  void shouldDescendAsInDoublePrecision(
      Activation activation,
      int depth,
      StepUnit unit,
      double step,
      int count,
      double leastAgreement) {
    int judged = 0;
    int agreeing = 0;
    int flipped = 0;
    GradientDescent spec = new GradientDescent(step, unit, count);
    for (Sampler sampler : Sampler.values()) {
      CellSpec cell = AttackedNetwork.cell(activation, depth, sampler, 1, spec);
      for (int number = 0; number < NETWORKS; number++) {
        // When
        AttackedNetwork attacked = AttackedNetwork.of(cell, number, backend);
        if (attacked.outcome() == Outcome.DEGENERATE) {
          continue;
        }
        // Then
        Walk walk = Walk.of(attacked, spec, cell);
        if (walk.closest < 1e-4) {
          continue; // rounding may decide
        }
        judged++;
        agreeing += walk.agrees(attacked.row()) ? 1 : 0;
        flipped += walk.flipped ? 1 : 0;
      }
    }
    assertThat(judged).isGreaterThan(NETWORKS);
    assertThat((double) agreeing / judged).isGreaterThanOrEqualTo(leastAgreement);
    assertThat(flipped).isGreaterThan(5);
  }

  /** A descent in double precision. */
  private static final class Walk {
    boolean flipped;
    int steps;
    double eta;
    double path;
    double displacement;
    double closest = Double.POSITIVE_INFINITY;

    static Walk of(AttackedNetwork attacked, GradientDescent spec, CellSpec cell) {
      Walk walk = new Walk();
      double[] x = attacked.x().clone();
      double sign = Math.signum(attacked.reference().value(x));
      double height = Math.abs(attacked.reference().value(x));
      while (walk.steps < spec.count() && !walk.flipped) {
        double[] gradient = attacked.reference().gradient(x);
        double norm = AttackedNetwork.norm(gradient);
        double eta =
            spec.step()
                * switch (spec.unit()) {
                  case ETA -> 1;
                  case LINEAR -> height / norm / norm;
                  case LENGTH -> 1 / norm;
                  case RADIUS -> Math.sqrt(AttackedNetwork.DIMENSION) / norm;
                  case SIGMA -> WideLimit.of(cell.model()).stepDeviation();
                };
        for (int i = 0; i < x.length; i++) {
          x[i] -= sign * eta * gradient[i];
        }
        walk.steps++;
        walk.eta += eta;
        walk.path += eta * norm;
        height = sign * attacked.reference().value(x);
        walk.closest = Math.min(walk.closest, Math.abs(height));
        walk.flipped = height <= 0;
      }
      double[] moved = x.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] -= attacked.x()[i];
      }
      walk.displacement = AttackedNetwork.norm(moved);
      return walk;
    }

    boolean agrees(NetworkTrials row) {
      if (!flipped) {
        return row.outcomes()[0] == Outcome.NOT_FLIPPED
            && Double.isNaN(row.quantities()[0][0])
            && Double.isNaN(row.quantities()[1][0]);
      }
      return row.outcomes()[0] == Outcome.FLIPPED
          && close(row.steps()[0], eta)
          && close(row.steps()[0] * row.lengths()[0], displacement)
          && close(row.quantities()[0][0], path)
          && row.quantities()[1][0] == steps;
    }

    private static boolean close(double actual, double expected) {
      return Math.abs(actual / expected - 1) < 1e-3;
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldCompareWithTheSingleStepOfTheSameTrial(Sampler sampler) {
    // Given
    CellSpec descent =
        AttackedNetwork.cell(
            Activation.RELU, 1, sampler, 12, new GradientDescent(0.02, StepUnit.SIGMA, 500));
    CellSpec single =
        AttackedNetwork.cell(
            Activation.RELU, 1, sampler, 12, new SmallestStep(10, StepUnit.LINEAR, 0.1));
    int compared = 0;
    for (int number = 0; number < 20; number++) {
      // When
      NetworkTrials descended = new CellTrials().run(descent, number, backend);
      NetworkTrials stepped = new CellTrials().run(single, number, backend);
      // Then
      for (int point = 0; point < 12; point++) {
        boolean flips = stepped.outcomes()[point] == Outcome.FLIPPED;
        assertThat(descended.quantities()[2][point]).isEqualTo(flips ? 1 : 0);
        if (flips && descended.outcomes()[point] == Outcome.FLIPPED) {
          compared++;
          double perturbation = descended.steps()[point] * descended.lengths()[point];
          assertThat(descended.quantities()[3][point] * perturbation)
              .isCloseTo(stepped.steps()[point] * stepped.gradientNorms()[point], within(1e-6));
          assertThat(descended.quantities()[0][point]).isGreaterThan(perturbation * (1 - 1e-5));
        } else {
          assertThat(descended.quantities()[3][point]).isNaN();
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  /** Points that end at different steps must not take each other's place. */
  @Test
  void shouldGiveEachPointWhatItGetsAmongFewer() {
    GradientDescent spec = new GradientDescent(0.2, StepUnit.SIGMA, 30);
    NetworkTrials all = run(spec, 9);

    for (int points = 1; points < 9; points++) {
      NetworkTrials fewer = run(spec, points);

      assertThat(fewer.steps()).isEqualTo(Arrays.copyOf(all.steps(), points));
      assertThat(fewer.lengths()).isEqualTo(Arrays.copyOf(all.lengths(), points));
      for (int i = 0; i < all.quantities().length; i++) {
        assertThat(fewer.quantities()[i]).isEqualTo(Arrays.copyOf(all.quantities()[i], points));
      }
    }
    assertThat(Arrays.stream(all.quantities()[1]).distinct().count()).isGreaterThan(2);
  }

  private NetworkTrials run(GradientDescent spec, int points) {
    CellSpec cell = AttackedNetwork.cell(Activation.TANH, 2, Sampler.DENSE, points, spec);
    return new CellTrials().run(cell, 3, backend);
  }

  @ParameterizedTest
  @EnumSource
  void shouldStayWithinTheFootprint(Sampler sampler) {
    CellSpec cell =
        AttackedNetwork.cell(
            Activation.TANH, 3, sampler, 30, new GradientDescent(0.1, StepUnit.SIGMA, 20));
    try (MeteredBackend metered = new MeteredBackend(new CpuBackend())) {
      new CellTrials().run(cell, 0, metered);

      assertThat(metered.peakBytes()).isLessThanOrEqualTo(Footprint.bytes(cell));
      assertThat(metered.open()).isZero();
    }
  }
}
