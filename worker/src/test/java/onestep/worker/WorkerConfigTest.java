package onestep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.CellSpec;
import onestep.contract.kafka.TaskQueue;
import org.junit.jupiter.api.Test;

class WorkerConfigTest {

  private static final long GIB = 1L << 30;

  @Test
  void shouldRefuseAWorkerWithoutSlots() {
    assertThatThrownBy(() -> WorkerConfig.defaults().withSlots(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("worker.slots must be at least 1, got 0");
  }

  @Test
  void shouldRefuseABlankName() {
    assertThatThrownBy(() -> WorkerConfig.defaults().withName(" "))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("worker.name must not be blank");
  }

  @Test
  void shouldRefuseANegativeGrace() {
    assertThatThrownBy(() -> WorkerConfig.defaults().withGrace(Duration.ofMillis(-1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("worker.grace in ms must be at least 0, got -1");
  }

  @Test
  void shouldRefuseLessMemoryThanTheFleetsTasksNeed() {
    assertThatThrownBy(() -> WorkerConfig.defaults().withMemoryBytes(2 * GIB, 3 * GIB))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("at least the fleet's task memory, 3.0 GiB, got 2.0 GiB");
  }

  @Test
  void shouldExpectNoMoreOfASmallWorkerThanItHas() {
    assertThat(WorkerConfig.defaults().withMemoryBytes(2 * GIB, 0).taskMemoryBytes())
        .isEqualTo(2 * GIB);
    assertThat(WorkerConfig.defaults().withMemoryBytes(8 * GIB, 0).taskMemoryBytes())
        .isEqualTo(4 * GIB);
  }

  @Test
  void shouldServeTheQueueOfChecksUnlessItIsAlone() {
    WorkerConfig config = WorkerConfig.defaults();

    assertThat(config.queues(CellSpec.CPU_NUMERICS))
        .containsExactly(TaskQueue.BULK, TaskQueue.SMALL, TaskQueue.CHECKS);
    assertThat(config.withChecks(false).queues(CellSpec.CPU_NUMERICS))
        .containsExactly(TaskQueue.BULK, TaskQueue.SMALL);
    assertThat(config.withChecks(false).queues(CellSpec.CUDA_NUMERICS))
        .containsExactly(TaskQueue.GPU);
  }

  @Test
  void shouldNameWorkersOfOneProcessDifferently() {
    assertThat(WorkerConfig.defaults().name()).isNotEqualTo(WorkerConfig.defaults().name());
  }
}
