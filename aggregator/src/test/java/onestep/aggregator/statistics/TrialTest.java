package onestep.aggregator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialTest {

  @Test
  void shouldDeriveWhatFollowsFromAFlip() {
    // Given, When
    Trial trial = new Trial(-2, 0.5, TrialOutcome.FLIPPED, 12);

    // Then
    assertThat(trial.valueAbs()).isEqualTo(2);
    assertThat(trial.perturbation()).isEqualTo(6);
    assertThat(trial.linearity()).isEqualTo(1.5);
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, 1, UNFLIPPED, NaN, value",
    "Infinity, 1, UNFLIPPED, NaN, value",
    "1, -1, UNFLIPPED, NaN, gradient norm",
    "1, 1e200, UNFLIPPED, NaN, gradient norm",
    "1, 1, UNFLIPPED, 2, eta",
    "1, 1, FLIPPED, NaN, eta",
    "1, 1, FLIPPED, 0, eta",
    "0, 1, FLIPPED, 1, value",
    "1e-300, 1, FLIPPED, 1, linearity"
  })
  void shouldRefuseNumbersThatCannotBe(
      double value, double norm, TrialOutcome outcome, double eta, String named) {
    assertThatThrownBy(() -> new Trial(value, norm, outcome, eta))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }
}
