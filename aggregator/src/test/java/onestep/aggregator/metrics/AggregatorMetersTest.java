package onestep.aggregator.metrics;

import static onestep.aggregator.topology.Fixtures.spec;
import static onestep.aggregator.topology.Fixtures.summary;
import static org.assertj.core.api.Assertions.assertThat;

import onestep.aggregator.topology.Fixtures;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Progress;
import onestep.contract.record.SweepState;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregatorMetersTest {

  private static final TaskId TASK = new TaskId(0, 1);

  private final AggregatorMeters meters = new AggregatorMeters(2);

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void shouldCountResultsAndRows() {
    // Given, When
    meters.onResult(5, 0);
    meters.onResult(2, 3);
    meters.onRejected(Topic.RESULTS);

    // Then
    assertThat(meters.scrape())
        .contains("\nonestep_results_total 2.0\n")
        .contains("\nonestep_rows_total 7.0\n")
        .contains("\nonestep_duplicate_rows_total 3.0\n")
        .contains("\nonestep_rejected_records_total{topic=\"onestep.results\"} 1.0\n")
        .contains("\nonestep_rejected_records_total{topic=\"onestep.cells\"} 0.0\n");
  }

  @Test
  void shouldTellTheAccountingOfASweep() {
    // Given, When
    meters.onSweep(TASK, progress(10));
    meters.onSweep(TASK, progress(12));

    // Then
    assertThat(meters.scrape())
        .contains("onestep_sweep_networks{state=\"wanted\",sweep=\"s\"} 100.0")
        .contains("onestep_sweep_networks{state=\"done\",sweep=\"s\"} 12.0")
        .contains("onestep_sweep_networks{state=\"dead\",sweep=\"s\"} 3.0")
        .contains("onestep_sweep_networks{state=\"outstanding\",sweep=\"s\"} 65.0")
        .contains("onestep_sweep_cells{state=\"complete\",sweep=\"s\"} 1.0")
        .contains("onestep_sweep_compute_seconds{sweep=\"s\"} 2.5");
  }

  @Test
  void shouldTellOfTheCellsThatChangedLast() {
    // Given three cells, the first of which changes again
    meters.onCell(TASK, "first", summary(spec(10), 4));
    meters.onCell(TASK, "second", summary(spec(20), 4));
    meters.onCell(TASK, "first", summary(spec(10), 4));

    // When
    meters.onCell(TASK, "third", summary(spec(30), 4));

    // Then
    assertThat(meters.scrape())
        .contains(
            "onestep_cell_trials{activation=\"relu\",cell=\"first\",depth=\"1\",dimension=\"10\","
                + "gain=\"1.0\",width=\"10\"} 12.0")
        .contains("cell=\"third\"")
        .doesNotContain("cell=\"second\"");
  }

  @Test
  void shouldForgetWhatAnotherInstanceTookOver() {
    // Given
    meters.onCell(TASK, "mine", summary(spec(10), 4));
    meters.onCell(new TaskId(0, 2), "lost", summary(spec(20), 4));
    meters.onSweep(new TaskId(0, 2), progress(1));
    meters.scrape();

    // When
    meters.onReleased(new TaskId(0, 2));

    // Then
    assertThat(meters.scrape())
        .contains("cell=\"mine\"")
        .doesNotContain("cell=\"lost\"")
        .doesNotContain("sweep=\"s\"");
  }

  private static Progress progress(long done) {
    return Progress.newBuilder()
        .setSweep("s")
        .setEpoch(1)
        .setState(SweepState.RUNNING)
        .setCells(5)
        .setCompleteCells(1)
        .setWanted(100)
        .setPublished(80)
        .setDone(done)
        .setDead(3)
        .setTrials(30)
        .setSeconds(2.5)
        .setUpdatedAt(Fixtures.AT)
        .build();
  }
}
