package onestep.worker.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import onestep.contract.cell.Activation;
import onestep.contract.cell.Sampler;
import onestep.contract.theory.WideLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link LimitLaw}: every activation with 300 networks; power at L = 1, where 1000 are cheap. */
class LimitLawTest {

  @Test
  void shouldApproachTheLimitWithEveryActivation() {
    // When
    List<Finding> findings =
        LimitLaw.checks(300).stream().flatMap(check -> check.call().stream()).toList();

    // Then
    assertThat(findings).hasSize(4 * Activation.values().length).allMatch(Finding::holds);
  }

  /** ‖∇f‖² is known to 0.1 % here, so that 3 % are found always; f² to 4.5 %. */
  @ParameterizedTest
  @CsvSource({"TANH", "GELU", "SINE", "SIGMOID"})
  void shouldFindAVarianceThatIsThreePercentOff(Activation activation) {
    // Given
    TestedCell cell = new TestedCell(activation, 1, 2000, 2000, 1.03, 1);
    double[] squares = GradientLaw.squaredNorms(cell.with(Sampler.CONDITIONED).model(), 1000);

    // When
    double off =
        SampleMean.of(squares).standardErrorsFrom(WideLimit.of(activation, 1, 1).gradientSquared());

    // Then
    assertThat(Math.abs(off)).isGreaterThan(LimitLaw.STANDARD_ERRORS);
  }
}
