package onestep.aggregator.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.StepUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttackTextTest {

  @ParameterizedTest
  @CsvSource({
    "smallest-step, 20, ETA, η ≤ 20",
    "smallest-step, 1, LINEAR, η ≤ |f|/‖∇f‖²",
    "smallest-step, 0.5, RADIUS, η‖∇f‖ ≤ 0.5 √d",
    "fixed-step, 2, ETA, η = 2",
    "fixed-step, 1.5, LINEAR, η = 1.5 |f|/‖∇f‖²",
    "fixed-step, 1, RADIUS, η‖∇f‖ = √d",
    "fixed-step, 1, LENGTH, η‖∇f‖ = 1",
    "fixed-step, 2.145966026289347, SIGMA, η = 2.14597 σ",
    "fixed-step, 1e-12, ETA, η = 1.0E-12",
    "sign-step, 10, LINEAR, sign η ≤ 10 |f|/‖∇f‖₁",
    "sign-step, 0.5, RADIUS, sign η ≤ 0.5",
    "random-direction, 10, RADIUS, random ‖δ‖ ≤ 10 √d",
    "gradient-descent, 0.1, SIGMA, 30 steps η = 0.1 σ"
  })
  void shouldTellTheStepsOfAnAttack(String label, double step, StepUnit unit, String text) {
    assertThat(AttackText.steps(AttackSpec.of(label, step, unit, step, Map.of("count", 30.0))))
        .isEqualTo(text);
  }
}
