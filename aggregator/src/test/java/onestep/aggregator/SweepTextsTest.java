package onestep.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.topology.Fixtures;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.record.SweepState;
import org.junit.jupiter.api.Test;

class SweepTextsTest {

  private static final String CELL = Fixtures.spec(10).id();

  @Test
  void shouldTellOfChecksThatAgree() {
    SweepStatus status = status(1_200, 0);

    assertThat(SweepTexts.checks(status, List.of()))
        .containsExactly(
            "sweep s: 1,200 of 90,000 networks done were computed again by another worker,"
                + " all of them alike");
    assertThat(SweepTexts.progress(status)).doesNotContain("disagreeing");
  }

  @Test
  void shouldNameBothWorkersOfADisagreement() {
    SweepStatus status = status(1_200, 3);
    String what = "step at point 1: 7.1, and again 7.0;\n the bits are to be the same";

    List<String> lines =
        SweepTexts.checks(status, List.of(new Disagreement(CELL, 41, "liar", "checker", what)));

    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).endsWith("by another worker, 3 of them not alike");
    assertThat(lines.get(3).split(" +", 5))
        .containsExactly(CELL, "41", "liar", "checker", what.replace("\n", ""));
    assertThat(lines.get(4)).isEqualTo("and 2 more");
    assertThat(SweepTexts.progress(status)).contains(", 3 disagreeing");
  }

  @Test
  void shouldTellOfChecksAmongTheDetailsOnlyWhereThereAreAny() {
    assertThat(details(status(0, 0))).noneMatch(line -> line.startsWith("checks"));
    assertThat(details(status(5, 1)))
        .contains(
            "checks     5 of 90,000 networks done were computed again by another worker,"
                + " 1 of them not alike");
  }

  private static List<String> details(SweepStatus status) {
    return SweepTexts.details(status, OptionalLong.empty(), List.of(), List.of());
  }

  private static SweepStatus status(long checked, long disagreeing) {
    return new SweepStatus(
        "s",
        1,
        SweepState.RUNNING,
        5,
        1,
        100_000,
        0,
        100_000,
        90_000,
        0,
        checked,
        disagreeing,
        30,
        2.5,
        Double.NaN,
        false,
        Fixtures.AT,
        Fixtures.AT);
  }
}
