package onestep.contract.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormalMixtureTest {

  private static final NormalMixture MIXTURE = new NormalMixture(0.95, 1_000);

  /** √n times the margin √(2 (n ρ² + 1) / (n² ρ²) log(√(n ρ² + 1) / α)), as the paper has it. */
  @Test
  void shouldBeTheMarginOfTheTheorem() {
    double alpha = 0.05;
    double best = -2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1);
    double rhoSquared = best / 1_000;
    for (double n : new double[] {2, 100, 1_000, 1e6}) {
      double margin =
          Math.sqrt(
              2
                  * (n * rhoSquared + 1)
                  / (n * n * rhoSquared)
                  * Math.log(Math.sqrt(n * rhoSquared + 1) / alpha));
      assertThat(MIXTURE.boundary(n)).isCloseTo(Math.sqrt(n) * margin, within(1e-12));
    }
  }

  @Test
  void shouldBeNarrowestWhereItIsToBe() {
    double least = MIXTURE.boundary(1_000);

    // ρ is that of a minimum to a few percent, and the boundary is flat there.
    assertThat(least).isCloseTo(3.03, within(0.01));
    assertThat(MIXTURE.boundary(500)).isGreaterThan(least);
    assertThat(MIXTURE.boundary(2_000)).isGreaterThan(least);
    assertThat(MIXTURE.boundary(900)).isCloseTo(least, within(0.005));
    assertThat(MIXTURE.boundary(1_100)).isCloseTo(least, within(0.005));
  }

  @Test
  void shouldRefuseNumbersOutOfRange() {
    assertThatThrownBy(() -> new NormalMixture(1, 10)).hasMessageContaining("confidence");
    assertThatThrownBy(() -> new NormalMixture(0.5, 0)).hasMessageContaining("narrowest");
  }
}
