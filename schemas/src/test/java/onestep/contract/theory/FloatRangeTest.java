package onestep.contract.theory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatRangeTest {

  private static ModelSpec model(Activation activation, int depth, double gain) {
    return new ModelSpec(Collections.nCopies(depth, 10), 10, activation, gain, Sampler.DENSE, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "RELU, 100, 2",
    "RELU, 100, 1",
    "RELU, 6, 0.001",
    "RELU, 1, 1e19",
    "LEAKY_RELU, 100, 2",
    "TANH, 100, 1",
    "SINE, 6, 1e3",
    "SIGMOID, 6, 1",
    "GELU, 20, 2"
  })
  void shouldAllowWhatFits(Activation activation, int depth, double gain) {
    assertThat(FloatRange.violation(model(activation, depth, gain))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RELU, 100, 4",
    "RELU, 100, 0.7",
    "RELU, 2, 1e-17",
    "RELU, 1, 1e22",
    "RELU, 6, 1e300",
    "SIGMOID, 30, 1",
    "SINE, 100, 1e4",
    "TANH, 1, 1e21"
  })
  void shouldRefuseWhatLeavesTheRange(Activation activation, int depth, double gain) {
    assertThat(FloatRange.violation(model(activation, depth, gain)))
        .hasValueSatisfying(
            message ->
                assertThat(message)
                    .startsWith("squares of values and gradients must be within 1e-32 and 1e+20")
                    .contains(
                        "with " + activation.label() + ", gain " + gain + " and depth " + depth));
  }

  @ParameterizedTest
  @CsvSource({"TANH, 40, 1e-200", "SIGMOID, 300, 1"})
  void shouldSayWhenNoGradientIsLeft(Activation activation, int depth, double gain) {
    assertThat(FloatRange.violation(model(activation, depth, gain)))
        .hasValueSatisfying(
            message ->
                assertThat(message)
                    .startsWith("‖∇f‖ is 0 with " + activation.label())
                    .contains("no gradient is left to step along"));
  }
}
