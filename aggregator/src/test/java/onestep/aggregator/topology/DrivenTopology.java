package onestep.aggregator.topology;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Cell;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Result;
import onestep.contract.record.Sweep;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;

/**
 * Tests that drive the topology without a broker.
 *
 * @param <O> what hears of it
 */
abstract class DrivenTopology<O extends AggregationObserver> {

  static final Duration INTERVAL = Duration.ofMillis(500);

  final O observer;
  TopologyTestDriver driver;

  DrivenTopology(O observer) {
    this.observer = observer;
    driver = start(0);
  }

  @AfterEach
  final void close() {
    driver.close();
  }

  final void restartEmpty() {
    restartEmpty(0);
  }

  /** Starts one that has a share of the networks computed again. */
  final void restartEmpty(double crossCheck) {
    driver.close();
    driver = start(crossCheck);
  }

  private TopologyTestDriver start(double crossCheck) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    return new TopologyTestDriver(
        AggregatorTopology.build(
            new AggregatorTopology.Settings(
                INTERVAL, StateStoreKind.MEMORY, new SchemaStore.Cache(), crossCheck, observer)),
        properties,
        Fixtures.AT);
  }

  final void send(Topic topic, SpecificRecord value) {
    send(Fixtures.AT, topic, value);
  }

  final void send(Instant at, Topic topic, SpecificRecord value) {
    String key;
    if (value instanceof Cell cell) {
      key = Keys.cell(cell.getDefinition().getCell(), cell.getSweep());
    } else if (value instanceof Result result) {
      key = result.getCell();
    } else if (value instanceof DeadLetter letter) {
      key = letter.getTask();
    } else {
      key = ((Sweep) value).getSweep();
    }
    raw(at, topic, key, bytes(value).array());
  }

  final void send(Topic topic, String key, SpecificRecord value) {
    raw(topic, key, bytes(value).array());
  }

  final void raw(Topic topic, String key, byte[] value) {
    raw(Fixtures.AT, topic, key, value);
  }

  private void raw(Instant at, Topic topic, String key, byte[] value) {
    driver
        .createInputTopic(topic.topicName(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(key, value, at);
  }

  final <T extends SpecificRecord> List<TestRecord<String, T>> drain(Topic topic, Class<T> type) {
    return driver
        .createOutputTopic(
            topic.topicName(),
            new StringDeserializer(),
            new AvroDeserializer<>(type, new SchemaStore.Cache()))
        .readRecordsToList();
  }

  static ByteBuffer bytes(SpecificRecord value) {
    try (AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>()) {
      return ByteBuffer.wrap(serializer.serialize("", value));
    }
  }
}
