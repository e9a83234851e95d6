package onestep.aggregator.topology;

import onestep.aggregator.statistics.CellSummary;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Progress;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Hears what the topology does, for metrics. Called by stream threads before the transaction
 * commits, so what is heard may be processed again after a failure. Implementations must be safe
 * for use by several threads and must not throw.
 */
public interface AggregationObserver {

  /** Hears nothing. */
  AggregationObserver NONE =
      new AggregationObserver() {
        @Override
        public void onResult(int newRows, int duplicateRows) {}

        @Override
        public void onRejected(Topic topic) {}

        @Override
        public void onCell(TaskId task, String cell, CellSummary summary, CellDemand demand) {}

        @Override
        public void onCellPurged(TaskId task, String cell) {}

        @Override
        public void onSweep(TaskId task, Progress progress) {}

        @Override
        public void onSweepPurged(TaskId task, String sweep) {}

        @Override
        public void onReleased(TaskId task) {}
      };

  /** A result has been counted. */
  void onResult(int newRows, int duplicateRows);

  /** A record was not usable and has been skipped. */
  void onRejected(Topic topic);

  /** A cell has a new summary. */
  void onCell(TaskId task, String cell, CellSummary summary, CellDemand demand);

  /** No sweep wants a cell any more. */
  void onCellPurged(TaskId task, String cell);

  /** A sweep has new accounting. */
  void onSweep(TaskId task, Progress progress);

  /** A sweep was purged. */
  void onSweepPurged(TaskId task, String sweep);

  /** This instance no longer owns a task, nor the cells and sweeps it told of. */
  void onReleased(TaskId task);
}
