package onestep.producer.sweep;

import static onestep.producer.sweep.SweepReaderTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import onestep.contract.theory.NormalMixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopForecastTest {

  @Test
  void shouldExpectAllNetworksOfAFixedNumber() {
    assertThat(StopForecast.of(cell("networks: 70"))).isEqualTo(new StopForecast(70, 70));
  }

  /** Steps are half-normal in the limit, whose deviation is 0.7555 of the mean. */
  @Test
  void shouldAskForTheFirstRoundThatIsPreciseEnough() {
    PlannedCell cell = cell(stop("eta") + ", points: 1");

    StopForecast forecast = StopForecast.of(cell);

    int networks = forecast.most();
    NormalMixture mixture = NormalMixture.of(cell.stop().orElseThrow());
    assertThat(cell.stop().orElseThrow().rounds()).contains(networks);
    assertThat(mixture.boundary(networks) * 0.7555 / Math.sqrt(networks)).isLessThan(0.01);
    assertThat(mixture.boundary(networks / 1.26) * 0.7555 / Math.sqrt(networks / 1.26))
        .isGreaterThan(0.01);
    assertThat(forecast.least()).isEqualTo(networks);
  }

  @Test
  void shouldExpectLessWherePointsMayTellSomethingNew() {
    StopForecast one = StopForecast.of(cell(stop("eta") + ", points: 1"));
    StopForecast many = StopForecast.of(cell(stop("eta") + ", points: 100"));

    assertThat(many.most()).isEqualTo(one.most());
    assertThat(many.least()).isBetween(one.least() / 150, one.least() / 50);
  }

  @ParameterizedTest
  @ValueSource(strings = {"value-abs", "gradient-norm", "perturbation", "flipped-fraction"})
  void shouldKnowTheSpreadOf(String statistic) {
    StopForecast forecast = StopForecast.of(cell(stop(statistic)));

    assertThat(forecast.most()).isLessThan(1_000_000);
    assertThat(forecast.least()).isLessThanOrEqualTo(forecast.most());
  }

  @Test
  void shouldExpectAllNetworksWhereNoSpreadIsKnown() {
    assertThat(StopForecast.of(cell(stop("linearity"))).least()).isEqualTo(1_000_000);
  }

  private static String stop(String statistic) {
    return "stop: {relative_error: 0.01, max_networks: 1000000, statistic: " + statistic + "}";
  }

  private static PlannedCell cell(String wanted) {
    return read("{depth: 1, width: 1000, dimension: 100, gain: 2, " + wanted + "}")
        .plan()
        .findFirst()
        .orElseThrow();
  }
}
