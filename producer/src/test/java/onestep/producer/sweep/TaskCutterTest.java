package onestep.producer.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;
import org.junit.jupiter.api.Test;

class TaskCutterTest {

  private static final PlannedCell SMALL =
      SweepReaderTest.read("{depth: 2, width: 10, dimension: 10, networks: 100, points: 3000}")
          .plan()
          .findFirst()
          .orElseThrow();

  @Test
  void shouldCutTasksOfTheTimeAskedFor() {
    double seconds = CostModel.secondsPerNetwork(SMALL.spec());
    TaskCutter cutter = new TaskCutter(Duration.ofNanos((long) (seconds * 3.5e9)));

    assertThat(cutter.networksPerTask(SMALL.spec())).isEqualTo(3);
  }

  @Test
  void shouldPutAtLeastOneNetworkIntoATask() {
    TaskCutter cutter = new TaskCutter(Duration.ofNanos(1));

    assertThat(cutter.networksPerTask(SMALL.spec())).isEqualTo(1);
    assertThat(cutter.tasks(SMALL)).isEqualTo(100);
  }

  @Test
  void shouldBoundTheTrialsOfATask() {
    TaskCutter cutter = new TaskCutter(Duration.ofDays(1));

    assertThat(cutter.networksPerTask(SMALL.spec())).isEqualTo(6);
  }

  @Test
  void shouldCutOnlyWhatIsMissing() {
    NetworkSet done = new NetworkSet();
    done.add(new NetworkRange(3, 2));
    done.add(new NetworkRange(15, 1));
    TaskCutter cutter = new TaskCutter(Duration.ofDays(1));

    assertThat(cutter.cut(SMALL.spec(), 1, 20, done))
        .containsExactly(
            new NetworkRange(1, 2),
            new NetworkRange(5, 6),
            new NetworkRange(11, 4),
            new NetworkRange(16, 4));
  }

  @Test
  void shouldCutNothingWhenAllIsDone() {
    TaskCutter cutter = TaskCutter.DEFAULT;

    assertThat(cutter.cut(SMALL.spec(), 0, 100, NetworkSet.upTo(100))).isEmpty();
    assertThat(cutter.cut(SMALL.spec(), 100, 100, new NetworkSet())).isEmpty();
  }

  @Test
  void shouldCutAHugeCellLazilyAndAsCounted() {
    CellSpec spec = SMALL.spec();
    TaskCutter cutter = new TaskCutter(Duration.ofDays(1));
    int networks = 10_000_000;

    List<NetworkRange> first = cutter.cut(spec, 0, networks, new NetworkSet()).limit(2).toList();
    long count = cutter.cut(spec, 0, networks, new NetworkSet()).count();

    assertThat(first).containsExactly(new NetworkRange(0, 6), new NetworkRange(6, 6));
    assertThat(count)
        .isEqualTo(
            cutter.tasks(new PlannedCell(0, spec, networks, Optional.empty(), SMALL.theory(), "")));
  }
}
