package onestep.producer.sweep;

import static onestep.producer.sweep.SweepReaderTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import onestep.contract.InvalidInputException;
import onestep.contract.cell.StopRule;
import onestep.contract.cell.WatchedStatistic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopReaderTest {

  private static final String SWEEP = "{depth: 1, width: 10, dimension: 10, stop: %s}";

  @Test
  void shouldFillInWhatIsNotGiven() {
    assertThat(rule("{relative_error: 0.02, max_networks: 5000}"))
        .isEqualTo(StopRule.of(WatchedStatistic.ETA, 0.02, 0.95, 100, 5_000));
    assertThat(rule("{relative_error: 0.02, max_networks: 50}"))
        .isEqualTo(StopRule.of(WatchedStatistic.ETA, 0.02, 0.95, 50, 50));
  }

  @Test
  void shouldReadEveryKeyAndReadItBack() {
    String stop =
        "{statistic: gradient-norm, relative_error: 0.005, confidence: 0.99,"
            + " min_networks: 30, max_networks: 900}";
    Sweep sweep = read(SWEEP.formatted(stop));

    assertThat(rule(stop))
        .isEqualTo(StopRule.of(WatchedStatistic.GRADIENT_NORM, 0.005, 0.99, 30, 900));
    Sweep back = SweepFiles.published("test", sweep.specification());
    assertThat(back.plan().toList()).isEqualTo(sweep.plan().toList());
    assertThat(back.specification()).isEqualTo(sweep.specification()).contains("\"stop\"");
  }

  @Test
  void shouldLetAnEntryChooseBetweenANumberAndARule() {
    Sweep sweep =
        read(
            """
            {depth: 1, width: 10, dimension: 10, networks: 40,
             cells: [
              {seed: 1},
              {seed: 2, stop: {relative_error: 0.1, max_networks: 500}}]}
            """);

    assertThat(sweep.plan().map(cell -> cell.stop().isPresent())).containsExactly(false, true);
    assertThat(sweep.plan().map(PlannedCell::networks)).containsExactly(40, 500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{max_networks: 500} | stop needs relative_error: add relative_error:",
        "{relative_error: 0.1} | stop needs max_networks: add max_networks:",
        "5 | stop must be a mapping (key: value), got 5",
        "{relative_error: 1, max_networks: 500} | relative_error must be above 0 and below 1, got 1",
        "{relative_error: 0, max_networks: 500} | relative_error",
        "{relative_error: 0.1, confidence: 95, max_networks: 500}"
            + " | confidence must be above 0 and below 1, got 95",
        "{relative_error: 0.1, max_networks: 500, min_networks: 19}"
            + " | min_networks must be at least 20, so that networks can be compared, and at most"
            + " max_networks, 500, got 19",
        "{relative_error: 0.1, max_networks: 500, min_networks: 501} | got 501",
        "{relative_error: 0.1, max_networks: 10} | min_networks must be at least 20",
        "{relative_error: 0.1, max_networks: 100000000} | max_networks",
        "{relative_error: 0.1, max_networks: 500, statistic: steps}"
            + " | statistic must be one of eta, flipped-fraction, gradient-norm, value-abs,"
            + " perturbation, linearity, got",
        "{relative_eror: 0.1} | unknown key 'relative_eror', did you mean 'relative_error'?",
      })
  void shouldRefuseWithTheFieldAndTheValue(String stop, String message) {
    assertThatThrownBy(() -> read(SWEEP.formatted(stop)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseANumberBesideARule() {
    assertThatThrownBy(
            () -> read(SWEEP.formatted("{relative_error: 0.1, max_networks: 500}, networks: 7")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("networks and stop are both given: leave networks out");
  }

  @Test
  void shouldRefuseAStatisticThatTheAttackDoesNotMeasure() {
    assertThatThrownBy(
            () ->
                read(
                    SWEEP.formatted(
                        "{relative_error: 0.1, max_networks: 500, statistic: linearity},"
                            + " attack: {name: fixed-step, step: 2}")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("attack fixed-step has no linearity to stop by");
  }

  private static StopRule rule(String stop) {
    return read(SWEEP.formatted(stop)).plan().findFirst().orElseThrow().stop().orElseThrow();
  }
}
