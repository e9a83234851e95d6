package onestep.aggregator.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import onestep.contract.kafka.Topic;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Worker;
import onestep.local.simulation.Logs;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The picture that a view has of records that it is given one by one. */
public final class PictureSource implements StatusSource {

  private final Picture picture = new Picture();
  private final PictureUpdates updates = new PictureUpdates(picture, new SchemaStore.Cache());

  /** A picture of no record. */
  public PictureSource() {}

  /** A picture of one sweep that has just begun. */
  public static PictureSource storm() {
    PictureSource source = new PictureSource();
    SpecificRecord sweep =
        onestep.contract.record.Sweep.newBuilder()
            .setSweep("storm")
            .setEpoch(1)
            .setState(onestep.contract.record.SweepState.RUNNING)
            .setSpecification("{}")
            .setCells(1)
            .setNetworks(1)
            .setPublishedCells(1)
            .setPublishedTasks(1)
            .setSubmittedAt(Instant.EPOCH)
            .build();
    source.apply(Topic.SWEEPS, "storm", Logs.bytes(sweep));
    return source;
  }

  /** Takes a record in, as a view does. */
  public void apply(Topic topic, String key, byte[] value) {
    updates.apply(new ConsumerRecord<>(topic.topicName(), 0, 0, key, value));
  }

  @Override
  public List<SweepStatus> sweeps() {
    return picture.sweeps();
  }

  @Override
  public Optional<SweepStatus> sweep(String name) {
    return picture.sweep(name);
  }

  @Override
  public List<CellStatus> cells(String sweep) {
    return picture.cells(sweep);
  }

  @Override
  public Optional<String> specification(String sweep) {
    return picture.specification(sweep);
  }

  @Override
  public List<DeadLetter> deadLetters(String sweep) {
    return picture.deadLetters(sweep);
  }

  @Override
  public List<Worker> workers(Instant now) {
    return picture.workers();
  }

  @Override
  public boolean isAlive() {
    return true;
  }
}
