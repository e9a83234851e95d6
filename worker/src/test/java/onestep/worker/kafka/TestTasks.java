package onestep.worker.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.Definitions;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Sweep;
import onestep.contract.record.SweepState;
import onestep.contract.record.Task;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.slots.Computed;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Tasks, their records and made-up trials. */
final class TestTasks {

  static final String TOPIC = "onestep.tasks";
  static final String SWEEP = "sweep";

  private TestTasks() {}

  static CellSpec cell(int points, String numerics) {
    ModelSpec model = new ModelSpec(List.of(3), 2, Activation.RELU, 1, Sampler.DENSE, 7);
    return new CellSpec(
        model, new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.5), points, numerics);
  }

  static CellSpec cell(int points) {
    return cell(points, CellSpec.CPU_NUMERICS);
  }

  /** Networks first to first + count - 1, two points each, of epoch 1. */
  static Task task(int first, int count) {
    return task(cell(2), first, count);
  }

  static Task task(CellSpec cell, int first, int count) {
    return Task.newBuilder()
        .setSweep(SWEEP)
        .setEpoch(1)
        .setDefinition(Definitions.toRecord(cell))
        .setFirst(first)
        .setCount(count)
        .setMemoryBytes(1)
        .setEstimatedSeconds(1)
        .setEmittedAt(Instant.EPOCH)
        .build();
  }

  /** A check of networks that another worker has computed; the task spans them. */
  static Task check(CellSpec cell, String computedBy, NetworkTrials... expected) {
    int first = expected[0].network();
    int last = expected[expected.length - 1].network();
    return Task.newBuilder(task(cell, first, last - first + 1))
        .setExpected(Arrays.stream(expected).map(TestTasks::row).toList())
        .setComputedBy(computedBy)
        .build();
  }

  private static NetworkRow row(NetworkTrials trials) {
    Assignment assignment = Assignment.of(task(trials.network(), 1));
    return ResultRecords.of(
            assignment, new Computed(List.of(trials), Duration.ZERO), "other", Instant.EPOCH)
        .get(0)
        .getRows()
        .get(0);
  }

  static byte[] bytes(Task task) {
    try (AvroSerializer<Task> serializer = new AvroSerializer<>()) {
      return serializer.serialize(TOPIC, task);
    }
  }

  static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value, int deliveries) {
    return new ConsumerRecord<>(
        TOPIC,
        0,
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        value.length,
        null,
        value,
        new RecordHeaders(),
        Optional.empty(),
        Optional.of((short) deliveries));
  }

  static Sweep sweep(int epoch, SweepState state) {
    return Sweep.newBuilder()
        .setSweep(SWEEP)
        .setEpoch(epoch)
        .setState(state)
        .setSpecification("{}")
        .setCells(1)
        .setNetworks(1)
        .setPublishedCells(1)
        .setPublishedTasks(1)
        .setSubmittedAt(Instant.EPOCH)
        .build();
  }

  static NetworkTrials trials(CellSpec cell, int network) {
    double[] values = new double[cell.points()];
    Arrays.fill(values, network);
    Outcome[] outcomes = new Outcome[cell.points()];
    Arrays.fill(outcomes, Outcome.FLIPPED);
    return new NetworkTrials(network, values, values, outcomes, values);
  }
}
