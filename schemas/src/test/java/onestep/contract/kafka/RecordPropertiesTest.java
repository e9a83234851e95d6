package onestep.contract.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;

/** Whatever a record of the pipeline holds, in whichever published version it was written. */
class RecordPropertiesTest {

  private static final Path PUBLISHED = Path.of("src/test/resources/published");
  private static final SchemaStore.Cache STORE = new SchemaStore.Cache();
  private static final Map<Schema, AvroDeserializer<? extends SpecificRecord>> READERS =
      new ConcurrentHashMap<>();
  private static final AvroSerializer<SpecificRecord> WRITER = new AvroSerializer<>();

  @Property(seed = "1")
  void shouldReadWhatWasWritten(@ForAll("current") GenericRecord record) throws IOException {
    byte[] written = encode(record);

    SpecificRecord read = read(record.getSchema(), written);

    assertThat(WRITER.serialize("t", read)).isEqualTo(written);
  }

  @Property(seed = "1")
  void shouldReadWhatAnEarlierVersionWrote(@ForAll("published") GenericRecord earlier)
      throws IOException {
    Schema current = current(earlier.getSchema());

    SpecificRecord read = read(current, encode(earlier));

    assertThat(shared(generic(read), earlier.getSchema())).isEqualTo(shared(earlier, current));
  }

  @Property(seed = "1")
  void shouldBeReadByAnEarlierVersion(@ForAll("published") GenericRecord earlier)
      throws IOException {
    // Given what this version makes of the record of an earlier one
    Schema current = current(earlier.getSchema());
    byte[] written = WRITER.serialize("t", read(current, encode(earlier)));

    // When the earlier one reads it
    GenericRecord read = decode(earlier.getSchema(), current, written);

    // Then
    assertThat(shared(read, current)).isEqualTo(shared(earlier, current));
  }

  @Provide
  Arbitrary<GenericRecord> current() {
    return Arbitraries.of(SchemaDirectory.WRITTEN).flatMap(RecordArbitraries::of);
  }

  @Provide
  Arbitrary<GenericRecord> published() {
    return Arbitraries.of(publishedSchemas()).flatMap(RecordArbitraries::of);
  }

  private static List<Schema> publishedSchemas() {
    try (Stream<Path> files = Files.walk(PUBLISHED)) {
      List<Schema> schemas =
          files
              .filter(file -> file.toString().endsWith(".avsc"))
              .sorted()
              .map(RecordPropertiesTest::parse)
              .filter(schema -> !isCurrent(schema))
              .toList();
      schemas.forEach(STORE::addSchema);
      return schemas;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema parse(Path file) {
    try {
      return new Schema.Parser().parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isCurrent(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema)
        == SchemaNormalization.parsingFingerprint64(current(schema));
  }

  private static Schema current(Schema version) {
    return SchemaDirectory.WRITTEN.stream()
        .filter(schema -> schema.getName().equals(version.getName()))
        .findFirst()
        .orElseThrow();
  }

  /** A record without the fields that another version does not have, at any depth. */
  private static Object shared(Object value, Schema other) {
    if (value instanceof List<?> list) {
      return list.stream().map(element -> shared(element, other.getElementType())).toList();
    }
    if (!(value instanceof GenericRecord record)) {
      return value;
    }
    Schema counterpart = other.getType() == Schema.Type.UNION ? other.getTypes().get(1) : other;
    return record.getSchema().getFields().stream()
        .filter(field -> counterpart.getField(field.name()) != null)
        .map(
            field ->
                field.name()
                    + "="
                    + shared(record.get(field.name()), counterpart.getField(field.name()).schema()))
        .toList();
  }

  private static SpecificRecord read(Schema schema, byte[] bytes) {
    return READERS.computeIfAbsent(schema, RecordPropertiesTest::reader).deserialize("t", bytes);
  }

  private static AvroDeserializer<? extends SpecificRecord> reader(Schema schema) {
    try {
      Class<?> type = Class.forName(schema.getFullName());
      return new AvroDeserializer<>(type.asSubclass(SpecificRecord.class), STORE);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GenericRecord generic(SpecificRecord record) throws IOException {
    Schema schema = record.getSchema();
    return decode(schema, schema, WRITER.serialize("t", record));
  }

  private static byte[] encode(GenericRecord record) throws IOException {
    return new BinaryMessageEncoder<GenericRecord>(GenericData.get(), record.getSchema())
        .encode(record)
        .array();
  }

  private static GenericRecord decode(Schema reader, Schema writer, byte[] bytes)
      throws IOException {
    BinaryMessageDecoder<GenericRecord> decoder =
        new BinaryMessageDecoder<>(GenericData.get(), reader);
    decoder.addSchema(writer);
    return decoder.decode(bytes);
  }
}
