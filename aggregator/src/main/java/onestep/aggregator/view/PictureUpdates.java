package onestep.aggregator.view;

import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.UnknownSchemaException;
import onestep.contract.record.Cell;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Progress;
import onestep.contract.record.Statistics;
import onestep.contract.record.Sweep;
import onestep.contract.record.Worker;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts records into a {@link Picture}; one that is of no use is passed over. */
final class PictureUpdates {

  private static final Logger log = LoggerFactory.getLogger(PictureUpdates.class);

  private final Picture picture;
  private final AvroDeserializer<Sweep> sweeps;
  private final AvroDeserializer<Cell> cells;
  private final AvroDeserializer<Statistics> statistics;
  private final AvroDeserializer<Progress> progress;
  private final AvroDeserializer<DeadLetter> deadLetters;
  private final AvroDeserializer<Worker> workers;

  PictureUpdates(Picture picture, SchemaStore schemas) {
    this.picture = picture;
    this.sweeps = new AvroDeserializer<>(Sweep.class, schemas);
    this.cells = new AvroDeserializer<>(Cell.class, schemas);
    this.statistics = new AvroDeserializer<>(Statistics.class, schemas);
    this.progress = new AvroDeserializer<>(Progress.class, schemas);
    this.deadLetters = new AvroDeserializer<>(DeadLetter.class, schemas);
    this.workers = new AvroDeserializer<>(Worker.class, schemas);
  }

  /**
   * Takes a record in.
   *
   * @throws UnknownSchemaException if its schema is not known (yet)
   */
  void apply(ConsumerRecord<String, byte[]> message) {
    try {
      show(message);
    } catch (UnknownSchemaException e) {
      throw e;
    } catch (SerializationException | IllegalArgumentException e) {
      log.warn(
          "record_rejected topic={} key={} reason=\"{}\"",
          message.topic(),
          message.key(),
          e.getMessage());
    }
  }

  private void show(ConsumerRecord<String, byte[]> message) {
    String key = message.key();
    if (key == null) {
      throw new IllegalArgumentException("no key");
    }
    if (message.topic().equals(Topic.SWEEPS.topicName())) {
      picture.sweep(key, decode(sweeps, message));
    } else if (message.topic().equals(Topic.PROGRESS.topicName())) {
      picture.progress(key, decode(progress, message), message.timestamp());
    } else if (message.topic().equals(Topic.STATISTICS.topicName())) {
      picture.statistics(key, decode(statistics, message));
    } else if (message.topic().equals(Topic.CELLS.topicName())) {
      String cell = Keys.cellOf(key);
      if (cell.length() == key.length()) {
        throw new IllegalArgumentException("key must name cell and sweep");
      }
      picture.wish(key.substring(cell.length() + 1), cell, decode(cells, message));
    } else if (message.topic().equals(Topic.WORKERS.topicName())) {
      picture.worker(key, decode(workers, message));
    } else {
      DeadLetter letter = decode(deadLetters, message);
      if (letter != null) {
        picture.deadLetter(letter);
      }
    }
  }

  private static <T extends SpecificRecord> T decode(
      AvroDeserializer<T> decoder, ConsumerRecord<String, byte[]> message) {
    return decoder.deserialize(message.topic(), message.value());
  }
}
