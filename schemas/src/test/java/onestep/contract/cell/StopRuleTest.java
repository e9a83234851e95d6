package onestep.contract.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopRuleTest {

  @Test
  void shouldAskForAQuarterMoreInEachRound() {
    assertThat(rule(100, 200).rounds()).containsExactly(100, 125, 156, 195, 200);
  }

  @Test
  void shouldHaveOneRoundWhereTheFirstIsAll() {
    assertThat(rule(100, 100).rounds()).containsExactly(100);
  }

  @Test
  void shouldEndTheLastRoundAtTheLargestNumberThereIs() {
    List<Integer> rounds = rule(20, Integer.MAX_VALUE).rounds();

    assertThat(rounds).isSorted().doesNotHaveDuplicates().endsWith(Integer.MAX_VALUE);
    assertThat(rounds).hasSizeLessThan(100);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.95, 100, relative error must be above 0 and below 1, got 0.0",
    "1, 0.95, 100, relative error must be above 0 and below 1, got 1.0",
    "NaN, 0.95, 100, relative error must be above 0 and below 1, got NaN",
    "0.01, 1, 100, confidence must be above 0 and below 1, got 1.0",
    "0.01, 0.95, 19, rounds must ascend from at least 20",
    "0.01, 0.95, 501, must not exceed 500"
  })
  void shouldRefuse(double relativeError, double confidence, int fewest, String message) {
    assertThatThrownBy(
            () -> StopRule.of(WatchedStatistic.ETA, relativeError, confidence, fewest, 500))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseRoundsThatDoNotAscend() {
    assertThatThrownBy(() -> new StopRule(WatchedStatistic.ETA, 0.1, 0.95, List.of(50, 50)))
        .hasMessageContaining("rounds must ascend");
    assertThatThrownBy(() -> new StopRule(WatchedStatistic.ETA, 0.1, 0.95, List.of()))
        .hasMessageContaining("at least one round");
  }

  private static StopRule rule(int fewest, int most) {
    return StopRule.of(WatchedStatistic.ETA, 0.01, 0.95, fewest, most);
  }
}
