package onestep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import onestep.contract.record.SweepState;
import org.junit.jupiter.api.Test;

class SweepStatesTest {

  private final List<String> gone = new ArrayList<>();
  private final SweepStates states = new SweepStates(gone::add);

  @Test
  void shouldWantTasksOfASweepThatIsNotKnownYet() {
    assertThat(states.wants(TestTasks.SWEEP, 1)).isTrue();
  }

  @Test
  void shouldNotWantTasksOfAnEarlierEpoch() {
    states.update(TestTasks.SWEEP, TestTasks.sweep(3, SweepState.RUNNING));

    assertThat(states.wants(TestTasks.SWEEP, 2)).isFalse();
    assertThat(states.wants(TestTasks.SWEEP, 3)).isTrue();
  }

  @Test
  void shouldNotWantTasksOfAPausedEpoch() {
    states.update(TestTasks.SWEEP, TestTasks.sweep(3, SweepState.PAUSED));

    assertThat(states.wants(TestTasks.SWEEP, 3)).isFalse();
  }

  @Test
  void shouldWantTasksThatAreAheadOfTheNews() {
    states.update(TestTasks.SWEEP, TestTasks.sweep(3, SweepState.PAUSED));

    assertThat(states.wants(TestTasks.SWEEP, 4)).isTrue();
  }

  @Test
  void shouldForgetASweepThatIsGone() {
    states.update(TestTasks.SWEEP, TestTasks.sweep(3, SweepState.CANCELLED));

    states.update(TestTasks.SWEEP, null);

    assertThat(states.wants(TestTasks.SWEEP, 3)).isTrue();
  }

  @Test
  void shouldTellWhichSweepsAreGone() {
    states.update("running", TestTasks.sweep(3, SweepState.RUNNING));
    states.update("cancelled", TestTasks.sweep(3, SweepState.CANCELLED));
    states.update("purged", TestTasks.sweep(3, SweepState.PURGED));
    states.update("removed", null);

    assertThat(gone).containsExactly("purged", "removed");
  }
}
