package onestep.contract.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import onestep.contract.cell.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class SquareMomentsTest {

  @ParameterizedTest
  @CsvFileSource(resources = "/theory/square-moments.csv", numLinesToSkip = 4)
  void shouldAgreeWithTheReference(String label, double variance, double value, double derivative) {
    SquareMoments moments = SquareMoments.of(Activation.of(label), variance);

    assertThat(moments.value() / value).isCloseTo(1, within(1e-12));
    assertThat(moments.derivative() / derivative).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"RELU, 0.3", "LEAKY_RELU, 40", "ERF, 0.01", "ERF, 100", "SINE, 0.5", "SINE, 4"})
  void shouldFindTheClosedFormsByQuadratureToo(Activation activation, double variance) {
    SquareMoments closed = SquareMoments.of(activation, variance);

    SquareMoments integrated = SquareMoments.byQuadrature(activation, variance);

    assertThat(integrated.value() / closed.value()).isCloseTo(1, within(1e-12));
    assertThat(integrated.derivative() / closed.derivative()).isCloseTo(1, within(1e-12));
  }

  @Test
  void shouldIntegrateAgainstTheNormalLaw() {
    assertThat(NormalIntegral.expectation(Math::cos, 1)).isCloseTo(Math.exp(-0.5), within(1e-13));
    assertThat(NormalIntegral.expectation(t -> t * t * t * t, 1)).isCloseTo(3, within(1e-12));
    assertThat(NormalIntegral.expectation(t -> t > 0 ? 1 : 0, 7)).isCloseTo(0.5, within(1e-13));
  }
}
