package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.WrittenSchemas;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record of this version beside its next one: as writer and as reader. */
class NextVersionTest {

  private static final int RECORDS = 50;
  private static final long SEED = 20_261_127;

  static List<Schema> written() {
    return WrittenSchemas.all();
  }

  @ParameterizedTest
  @MethodSource("written")
  void shouldBeReadInTheNextVersionAndBackWithoutALoss(Schema current) throws IOException {
    Schema next = NextVersion.of(current);
    BinaryMessageDecoder<GenericRecord> newReader = reader(next, current);
    AvroDeserializer<SpecificRecord> oldReader = specificReader(current, next);
    AvroSerializer<SpecificRecord> oldWriter = new AvroSerializer<>();

    for (Object record : new RandomData(current, RECORDS, SEED)) {
      // Given what this version writes
      byte[] bytes = encode(current, record);

      // When the next version reads it and writes it again, and this version reads that
      GenericRecord read = newReader.decode(bytes);
      SpecificRecord back = oldReader.deserialize("t", encode(next, read));

      // Then
      assertThat(read.get("nextFirst")).hasToString("first");
      assertThat(oldWriter.serialize("t", back)).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("written")
  void shouldReadWhatTheNextVersionWrites(Schema current) throws IOException {
    Schema next = NextVersion.of(current);
    AvroDeserializer<SpecificRecord> oldReader = specificReader(current, next);
    BinaryMessageDecoder<GenericRecord> reference = reader(current, next);

    for (Object record : new RandomData(next, RECORDS, SEED)) {
      byte[] bytes = encode(next, record);

      SpecificRecord read = oldReader.deserialize("t", bytes);

      assertThat(new AvroSerializer<>().serialize("t", read))
          .isEqualTo(encode(current, reference.decode(bytes)));
    }
  }

  @Test
  void shouldTakeASymbolOfTheNextVersionForTheDefault() throws IOException {
    // Given a sweep in a state that this version does not have
    Schema current = onestep.contract.record.Sweep.getClassSchema();
    Schema next = NextVersion.of(current);
    GenericRecord record = (GenericRecord) new RandomData(next, 1, SEED).iterator().next();
    record.put("state", new GenericData.EnumSymbol(next.getField("state").schema(), "NEXT"));

    // When
    SpecificRecord read = specificReader(current, next).deserialize("t", encode(next, record));

    // Then
    assertThat(((onestep.contract.record.Sweep) read).getState())
        .isEqualTo(onestep.contract.record.SweepState.RUNNING);
  }

  private static byte[] encode(Schema schema, Object record) throws IOException {
    ByteBuffer bytes = new BinaryMessageEncoder<>(GenericData.get(), schema).encode(record);
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  private static BinaryMessageDecoder<GenericRecord> reader(Schema reader, Schema writer) {
    return new BinaryMessageDecoder<>(GenericData.get(), reader, knowing(writer));
  }

  @SuppressWarnings("unchecked") // the class of a record's schema is that of a record
  private static AvroDeserializer<SpecificRecord> specificReader(Schema reader, Schema writer) {
    return new AvroDeserializer<>(
        (Class<SpecificRecord>) SpecificData.get().getClass(reader), knowing(writer));
  }

  private static SchemaStore knowing(Schema schema) {
    SchemaStore.Cache schemas = new SchemaStore.Cache();
    schemas.addSchema(schema);
    return schemas;
  }
}
