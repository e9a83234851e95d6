package onestep.local.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.Topic;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;

/** What is committed in each topic, as bytes. */
public final class Logs {

  /** Of each topic. */
  public static final int PARTITIONS = 2;

  private static final AvroSerializer<SpecificRecord> WRITER = new AvroSerializer<>();
  private static final SchemaStore NOTHING = new SchemaStore.Cache();

  private final Map<Topic, List<List<Entry>>> partitions = new EnumMap<>(Topic.class);

  /** A record; a value of null is a tombstone. */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier: nobody compares or prints it
  public record Entry(String key, byte[] value) {}

  /** Appends a record to the partition of its key. */
  public void append(Topic topic, String key, SpecificRecord value) {
    append(topic, new Entry(key, WRITER.serialize(topic.topicName(), value)));
  }

  /** Appends bytes to the partition of their key. */
  public void append(Topic topic, String key, byte[] value) {
    append(topic, new Entry(key, value));
  }

  private void append(Topic topic, Entry entry) {
    of(topic, Keys.partition(entry.key(), PARTITIONS)).add(entry);
  }

  /** The records of a partition, in order. */
  public List<Entry> of(Topic topic, int partition) {
    return partitions
        .computeIfAbsent(topic, any -> List.of(new ArrayList<>(), new ArrayList<>()))
        .get(partition);
  }

  /** The records of a topic, decoded; those of one key in order. */
  public <T extends SpecificRecord> List<T> read(Topic topic, AvroDeserializer<T> reader) {
    List<T> records = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (Entry entry : of(topic, partition)) {
        records.add(reader.deserialize(topic.topicName(), entry.value()));
      }
    }
    return records;
  }

  /** A reader of a type of records. */
  public static <T extends SpecificRecord> AvroDeserializer<T> reader(Class<T> type) {
    return new AvroDeserializer<>(type, NOTHING);
  }

  /** The bytes of a record. */
  public static byte[] bytes(SpecificRecord value) {
    return WRITER.serialize("", value);
  }
}
