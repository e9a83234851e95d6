package onestep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AssignmentTest {

  /** Results are kept until the last network is done. */
  @Test
  void shouldRefuseATaskOfMoreNetworksThanResultsFit() {
    assertThatThrownBy(() -> Assignment.of(TestTasks.task(0, 2_000_000_000)))
        .isInstanceOf(MalformedTaskException.class)
        .hasMessageContaining("count must be at most 1000000, got 2000000000");
  }
}
