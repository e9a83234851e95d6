package onestep.contract.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatRangeTest {

  private static ModelSpec model(int depth, double gain) {
    return new ModelSpec(
        Collections.nCopies(depth, 10), 10, Activation.RELU, gain, Sampler.DENSE, 1);
  }

  @ParameterizedTest
  @CsvSource({"100, 2", "100, 1", "6, 0.001", "1, 1e19"})
  void shouldAllowWhatFits(int depth, double gain) {
    assertThat(FloatRange.violation(model(depth, gain))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"100, 4", "100, 0.7", "2, 1e-17", "1, 1e22"})
  void shouldRefuseWhatLeavesTheRange(int depth, double gain) {
    assertThat(FloatRange.violation(model(depth, gain)))
        .hasValueSatisfying(
            message ->
                assertThat(message)
                    .startsWith("(gain/2)^depth must be within 1e-32 and 1e+20 for float32")
                    .endsWith("got gain " + gain + " at depth " + depth));
  }
}
