package onestep.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  @Test
  void shouldReplayFromItsText() {
    for (long seed = 0; seed < 200; seed++) {
      Schedule schedule = Schedule.of(seed);

      assertThat(Schedule.parse(schedule.toString())).isEqualTo(schedule);
    }
  }

  @Test
  void shouldReplayFromItsSeed() {
    assertThat(Schedule.of(17)).isEqualTo(Schedule.of(17)).isNotEqualTo(Schedule.of(18));
  }

  @Test
  void shouldMeetEveryFault() {
    Set<FaultKind> met = EnumSet.noneOf(FaultKind.class);

    LongStream.range(0, 200)
        .forEach(seed -> Schedule.of(seed).steps().forEach(step -> met.add(step.kind())));

    assertThat(met).containsExactlyInAnyOrder(FaultKind.values());
  }

  @Test
  void shouldReadAScheduleWrittenByHand() {
    Schedule schedule = Schedule.parse("at 40 % cut 2 for 900 ms; at 3 % kill-broker 3 for 0 ms");

    assertThat(schedule.steps())
        .containsExactly(
            new Step(3, FaultKind.KILL_BROKER, 3, 0), new Step(40, FaultKind.CUT, 2, 900));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kill-worker 1",
        "at 5 % burn-worker 1 for 5 ms",
        "at 5 % kill-worker 3 for 5 ms",
        "at 100 % kill-worker 1 for 5 ms"
      })
  void shouldRefuseWhatIsNoStep(String text) {
    assertThatThrownBy(() -> Schedule.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
