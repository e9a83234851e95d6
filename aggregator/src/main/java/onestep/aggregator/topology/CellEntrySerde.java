package onestep.aggregator.topology;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import onestep.aggregator.statistics.CellState;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Cell;
import org.apache.avro.message.SchemaStore;

/** The stored form of a cell. */
final class CellEntrySerde extends BinarySerde<CellEntry> {

  private static final int VERSION = 1;

  private final AvroSerializer<Cell> cellWriter = new AvroSerializer<>();
  private final AvroDeserializer<Cell> cellReader;

  CellEntrySerde(SchemaStore schemas) {
    super(VERSION);
    this.cellReader = new AvroDeserializer<>(Cell.class, schemas);
  }

  @Override
  void write(CellEntry entry, DataOutputStream out) throws IOException {
    writeBytes(out, entry.state().toBytes());
    ByteBuffer dead = entry.dead().toBytes();
    byte[] deadBytes = new byte[dead.remaining()];
    dead.get(deadBytes);
    writeBytes(out, deadBytes);
    out.writeInt(entry.wanting().size());
    for (Cell cell : entry.wanting().values()) {
      writeBytes(out, cellWriter.serialize(Topic.CELLS.topicName(), cell));
    }
    out.writeLong(entry.nanos());
    out.writeLong(entry.updatedAt());
  }

  @Override
  CellEntry read(DataInputStream in) throws IOException {
    CellState state = CellState.of(readBytes(in));
    NetworkSet dead = NetworkSet.of(ByteBuffer.wrap(readBytes(in)));
    SortedMap<String, Cell> wanting = new TreeMap<>();
    int sweeps = in.readInt();
    for (int i = 0; i < sweeps; i++) {
      Cell cell = cellReader.deserialize(Topic.CELLS.topicName(), readBytes(in));
      wanting.put(cell.getSweep(), cell);
    }
    return new CellEntry(state, dead, wanting, in.readLong(), in.readLong());
  }
}
