package onestep.aggregator.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTextTest {

  @ParameterizedTest
  @CsvSource({"0, 0:00", "7, 0:07", "754, 12:34", "3723, 1:02:03", "90000, 25:00:00"})
  void shouldWriteDurationsAsClocksDo(long seconds, String text) {
    assertThat(Durations.text(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void shouldTellProgressInALine() {
    String line = ProgressText.of(1200, 4800, 95, Optional.of(Duration.ofSeconds(38)));

    assertThat(line).isEqualTo("1,200 of 4,800 networks (25 %), 95.0 a second, about 0:38 left");
  }

  @Test
  void shouldLeaveOutWhatIsNotKnown() {
    assertThat(ProgressText.of(0, 4, Double.NaN, Optional.empty()))
        .isEqualTo("0 of 4 networks (0 %)");
  }

  @Test
  void shouldLeaveOutTheTimeAtTheEnd() {
    assertThat(ProgressText.of(4, 4, 0.5, Optional.of(Duration.ZERO)))
        .isEqualTo("4 of 4 networks (100 %), 0.5 a second");
  }

  @Test
  void shouldTellWhatStopRulesSpared() {
    assertThat(ProgressText.spared(3600, 1200))
        .isEqualTo("3,600 of 4,800 networks (75 %) by stop rules");
  }
}
