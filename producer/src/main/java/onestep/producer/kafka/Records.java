package onestep.producer.kafka;

import java.time.Instant;
import java.util.OptionalDouble;
import onestep.contract.cell.Footprint;
import onestep.contract.kafka.Definitions;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.record.Cell;
import onestep.contract.record.StopRule;
import onestep.contract.record.SweepState;
import onestep.contract.record.TaskShape;
import onestep.contract.record.Theory;
import onestep.producer.sweep.DeviceCost;
import onestep.producer.sweep.PlannedCell;
import onestep.producer.sweep.Sweep;

/**
 * The records of one epoch of a sweep.
 *
 * @param sweep the sweep
 * @param epoch its epoch
 * @param opened when the epoch was opened
 */
record Records(Sweep sweep, int epoch, Instant opened) {

  /** The sweep, published up to a cursor. */
  onestep.contract.record.Sweep sweepAt(Cursor cursor) {
    return onestep.contract.record.Sweep.newBuilder()
        .setSweep(sweep.name())
        .setEpoch(epoch)
        .setState(SweepState.RUNNING)
        .setSpecification(sweep.specification())
        .setCells(sweep.cells())
        .setNetworks(sweep.networks())
        .setPublishedCells(cursor.cells())
        .setPublishedNetworks(cursor.networks())
        .setPublishedTasks(cursor.tasks())
        .setSubmittedAt(opened)
        .build();
  }

  /**
   * A cell.
   *
   * @param queue queue of its tasks
   * @param networksPerTask most networks of a task
   */
  Cell cell(PlannedCell cell, TaskQueue queue, int networksPerTask) {
    return Cell.newBuilder()
        .setSweep(sweep.name())
        .setEpoch(epoch)
        .setPosition(cell.position())
        .setDefinition(Definitions.toRecord(cell.spec()))
        .setNetworks(cell.networks())
        .setTheory(toRecord(cell.theory()))
        .setTasks(
            TaskShape.newBuilder()
                .setTopic(queue.topic().topicName())
                .setNetworks(networksPerTask)
                .setMemoryBytes(Footprint.bytes(cell.spec()))
                .setSecondsPerNetwork(DeviceCost.secondsPerNetwork(cell.spec()))
                .build())
        .setStop(cell.stop().map(Records::toRecord).orElse(null))
        .build();
  }

  private static Theory toRecord(onestep.producer.sweep.Theory theory) {
    return Theory.newBuilder()
        .setFlippedFraction(orNull(theory.flippedFraction()))
        .setEtaMean(orNull(theory.etaMean()))
        .setEtaSd(orNull(theory.etaSd()))
        .setGradientNorm(orNull(theory.gradientNorm()))
        .setValueSd(orNull(theory.valueSd()))
        .setValueAbsMean(orNull(theory.valueAbsMean()))
        .setPerturbationMean(orNull(theory.perturbationMean()))
        .build();
  }

  private static StopRule toRecord(onestep.contract.cell.StopRule rule) {
    return StopRule.newBuilder()
        .setStatistic(rule.statistic().label())
        .setRelativeError(rule.relativeError())
        .setConfidence(rule.confidence())
        .setRounds(rule.rounds())
        .build();
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
