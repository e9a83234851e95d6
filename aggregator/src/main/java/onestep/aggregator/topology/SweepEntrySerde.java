package onestep.aggregator.topology;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Sweep;
import org.apache.avro.message.SchemaStore;

/** The stored form of a sweep. */
final class SweepEntrySerde extends BinarySerde<SweepEntry> {

  private static final int VERSION = 3;
  private static final byte[] NO_RECORD = {};

  private final AvroSerializer<Sweep> sweepWriter = new AvroSerializer<>();
  private final AvroDeserializer<Sweep> sweepReader;
  private final SweepAccountSerde accounts = new SweepAccountSerde();

  SweepEntrySerde(SchemaStore schemas) {
    super(VERSION);
    this.sweepReader = new AvroDeserializer<>(Sweep.class, schemas);
  }

  @Override
  void write(SweepEntry entry, DataOutputStream out) throws IOException {
    writeBytes(
        out,
        entry
            .sweep()
            .map(sweep -> sweepWriter.serialize(Topic.SWEEPS.topicName(), sweep))
            .orElse(NO_RECORD));
    out.writeInt(entry.accounts().size());
    for (Map.Entry<SweepEntry.Place, SweepAccount> account : entry.accounts().entrySet()) {
      out.writeInt(account.getKey().epoch());
      out.writeInt(account.getKey().partition());
      accounts.write(account.getValue(), out);
    }
  }

  @Override
  SweepEntry read(DataInputStream in) throws IOException {
    byte[] record = readBytes(in);
    Sweep sweep =
        record.length == 0 ? null : sweepReader.deserialize(Topic.SWEEPS.topicName(), record);
    SortedMap<SweepEntry.Place, SweepAccount> read = new TreeMap<>();
    int partitions = in.readInt();
    for (int i = 0; i < partitions; i++) {
      read.put(new SweepEntry.Place(in.readInt(), in.readInt()), accounts.read(in));
    }
    return new SweepEntry(sweep, read);
  }
}
