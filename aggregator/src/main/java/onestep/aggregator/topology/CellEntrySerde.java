package onestep.aggregator.topology;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import onestep.aggregator.statistics.CellState;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.statistics.Stopping;
import onestep.contract.cell.NetworkSet;
import onestep.contract.cell.StopRule;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Cell;
import org.apache.avro.message.SchemaStore;

/** The stored form of a cell. */
final class CellEntrySerde extends BinarySerde<CellEntry> {

  private static final int VERSION = 3;

  private final AvroSerializer<Cell> cellWriter = new AvroSerializer<>();
  private final AvroDeserializer<Cell> cellReader;

  CellEntrySerde(SchemaStore schemas) {
    super(VERSION);
    this.cellReader = new AvroDeserializer<>(Cell.class, schemas);
  }

  @Override
  void write(CellEntry entry, DataOutputStream out) throws IOException {
    writeBytes(out, entry.state().toBytes());
    out.writeInt(entry.deadBySweep().size());
    for (Map.Entry<String, DeadNetworks> dead : entry.deadBySweep().entrySet()) {
      out.writeUTF(dead.getKey());
      out.writeInt(dead.getValue().epoch());
      writeNetworks(out, dead.getValue().networks());
    }
    out.writeInt(entry.wanting().size());
    for (Cell cell : entry.wanting().values()) {
      writeBytes(out, cellWriter.serialize(Topic.CELLS.topicName(), cell));
    }
    out.writeInt(entry.rounds().size());
    for (Map.Entry<String, Rounds> rounds : entry.rounds().entrySet()) {
      out.writeUTF(rounds.getKey());
      out.writeInt(rounds.getValue().epoch());
      writeNetworks(out, rounds.getValue().emitted());
      rounds.getValue().stopping().writeTo(out);
    }
    writeChecks(out, entry.checks());
    out.writeLong(entry.nanos());
    out.writeLong(entry.updatedAt());
  }

  @Override
  CellEntry read(DataInputStream in) throws IOException {
    CellState state = CellState.of(readBytes(in));
    SortedMap<String, DeadNetworks> dead = new TreeMap<>();
    int givingUp = in.readInt();
    for (int i = 0; i < givingUp; i++) {
      String sweep = in.readUTF();
      int epoch = in.readInt();
      dead.put(sweep, new DeadNetworks(epoch, readNetworks(in)));
    }
    SortedMap<String, Cell> wanting = new TreeMap<>();
    int sweeps = in.readInt();
    for (int i = 0; i < sweeps; i++) {
      Cell cell = cellReader.deserialize(Topic.CELLS.topicName(), readBytes(in));
      wanting.put(cell.getSweep(), cell);
    }
    SortedMap<String, Rounds> rounds = new TreeMap<>();
    int asking = in.readInt();
    for (int i = 0; i < asking; i++) {
      String sweep = in.readUTF();
      rounds.put(sweep, readRounds(wanting.get(sweep), in));
    }
    return new CellEntry(
        state, dead, wanting, rounds, readChecks(in), in.readLong(), in.readLong());
  }

  private static Rounds readRounds(Cell cell, DataInputStream in) throws IOException {
    StopRule rule =
        StatisticsRecords.toRule(cell)
            .orElseThrow(() -> new IOException("rounds of a sweep without a stop rule"));
    int epoch = in.readInt();
    NetworkSet emitted = readNetworks(in);
    return new Rounds(Stopping.readFrom(rule, in), epoch, emitted);
  }

  private static void writeChecks(DataOutputStream out, CellChecks checks) throws IOException {
    writeNetworks(out, checks.checked());
    writeNetworks(out, checks.disagreeing());
    out.writeInt(checks.told().size());
    for (Disagreement disagreement : checks.told()) {
      out.writeUTF(disagreement.cell());
      out.writeInt(disagreement.network());
      out.writeUTF(disagreement.computedBy());
      out.writeUTF(disagreement.checkedBy());
      writeBytes(out, disagreement.what().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static CellChecks readChecks(DataInputStream in) throws IOException {
    NetworkSet checked = readNetworks(in);
    NetworkSet disagreeing = readNetworks(in);
    List<Disagreement> told = new ArrayList<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      told.add(
          new Disagreement(
              in.readUTF(),
              in.readInt(),
              in.readUTF(),
              in.readUTF(),
              new String(readBytes(in), StandardCharsets.UTF_8)));
    }
    return new CellChecks(checked, disagreeing, told);
  }

  private static NetworkSet readNetworks(DataInputStream in) throws IOException {
    return NetworkSet.of(ByteBuffer.wrap(readBytes(in)));
  }

  private static void writeNetworks(DataOutputStream out, NetworkSet networks) throws IOException {
    ByteBuffer buffer = networks.toBytes();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    writeBytes(out, bytes);
  }
}
