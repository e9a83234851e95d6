package onestep.contract.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.contract.record.CellDefinition;
import onestep.contract.record.Task;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AvroTest {

  private static final SchemaStore NOTHING = new SchemaStore.Cache();

  private static final CellSpec CELL =
      new CellSpec(
          new ModelSpec(List.of(100, 50), 10, Activation.RELU, 2.0, Sampler.DENSE, 7),
          new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.5),
          3,
          CellSpec.CPU_NUMERICS);

  private static final Task TASK =
      Task.newBuilder()
          .setSweep("quick")
          .setEpoch(2)
          .setDefinition(Definitions.toRecord(CELL))
          .setFirst(10)
          .setCount(5)
          .setMemoryBytes(1 << 20)
          .setEstimatedSeconds(1.5)
          .setEmittedAt(Instant.ofEpochMilli(1_700_000_000_123L))
          .build();

  static List<Schema> written() {
    return SchemaDirectory.WRITTEN;
  }

  @Test
  void shouldReadWhatItWrote() {
    byte[] bytes = new AvroSerializer<Task>().serialize("t", TASK);

    Task read = new AvroDeserializer<>(Task.class, NOTHING).deserialize("t", bytes);

    assertThat(read).isEqualTo(TASK);
    assertThat(Definitions.toSpec(read.getDefinition())).isEqualTo(CELL);
  }

  @Test
  void shouldReadTheDefinitionOfEveryAttack() {
    List<AttackSpec> attacks =
        List.of(
            new AttackSpec.SmallestStep(3, StepUnit.RADIUS, 0.25),
            new AttackSpec.FixedStep(1.5, StepUnit.SIGMA),
            new AttackSpec.SignStep(1.5, StepUnit.RADIUS, 0.25),
            new AttackSpec.RandomDirection(3, 0.5),
            new AttackSpec.GradientDescent(0.1, StepUnit.LINEAR, 7),
            new AttackSpec.Probe(0.05, 1.5));

    assertThat(attacks).extracting(AttackSpec::label).isEqualTo(AttackSpec.LABELS);
    assertThat(attacks)
        .map(attack -> new CellSpec(CELL.model(), attack, 2, "cpu-1"))
        .allSatisfy(
            cell -> assertThat(Definitions.toSpec(Definitions.toRecord(cell))).isEqualTo(cell));
  }

  @Test
  void shouldRefuseTheDefinitionOfAnUnknownAttack() {
    CellDefinition newer =
        CellDefinition.newBuilder(Definitions.toRecord(CELL)).setAttack("two-steps").build();

    assertThatThrownBy(() -> Definitions.toSpec(newer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "attack must be one of " + String.join(", ", AttackSpec.LABELS) + ", got two-steps");
  }

  @Test
  void shouldRefuseADefinitionWhoseIdIsNotThatOfItsFields() {
    CellDefinition forged =
        CellDefinition.newBuilder(Definitions.toRecord(CELL)).setDimension(11).build();

    assertThatThrownBy(() -> Definitions.toSpec(forged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not that of its definition");
  }

  @Test
  void shouldReadANewerWritersRecordOnceItsSchemaIsKnown() throws IOException {
    Schema newer = withField(Task.getClassSchema());
    byte[] bytes = encodeWith(newer);
    SchemaStore.Cache store = new SchemaStore.Cache();
    store.addSchema(newer);

    Task read = new AvroDeserializer<>(Task.class, store).deserialize("t", bytes);

    assertThat(read.getSweep()).isEqualTo("quick");
  }

  @Test
  void shouldTellCorruptBytesFromAnUnknownSchema() throws IOException {
    byte[] unknown = encodeWith(withField(Task.getClassSchema()));
    SchemaStore waiting =
        fingerprint -> {
          throw new UnknownSchemaException("not published");
        };
    AvroDeserializer<Task> deserializer = new AvroDeserializer<>(Task.class, waiting);

    assertThatThrownBy(() -> deserializer.deserialize("t", unknown))
        .isInstanceOf(UnknownSchemaException.class);
    assertThatThrownBy(() -> deserializer.deserialize("t", new byte[] {1, 2, 3}))
        .isInstanceOf(SerializationException.class)
        .isNotInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("cannot decode a record of t");
  }

  /** The first field is a string: its length is the first thing after the header. */
  @Test
  void shouldNotBeGivenTheMemoryThatARecordAnnounces() {
    byte[] bytes = Arrays.copyOf(new AvroSerializer<Task>().serialize("t", TASK), 15);
    Arrays.fill(bytes, 10, 14, (byte) 0xfe);
    bytes[14] = 7; // 1.07 GB

    AvroDeserializer<Task> deserializer = new AvroDeserializer<>(Task.class, NOTHING);

    assertThatThrownBy(() -> deserializer.deserialize("t", bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("length");
  }

  @ParameterizedTest
  @MethodSource("written")
  void shouldDocumentEveryField(Schema schema) {
    assertThat(schema.getDoc()).isNotBlank();
    assertThat(schema.getFields()).allSatisfy(field -> assertThat(field.doc()).isNotBlank());
  }

  private static Schema withField(Schema schema) {
    SchemaBuilder.FieldAssembler<Schema> fields =
        SchemaBuilder.record(schema.getName()).namespace(schema.getNamespace()).fields();
    for (Schema.Field field : schema.getFields()) {
      fields = fields.name(field.name()).type(field.schema()).noDefault();
    }
    return fields.name("colour").type().stringType().noDefault().endRecord();
  }

  private static byte[] encodeWith(Schema schema) throws IOException {
    GenericData model = GenericData.get();
    GenericRecordBuilder builder = new GenericRecordBuilder(schema);
    builder.set("sweep", "quick").set("epoch", 2).set("first", 0).set("count", 1);
    builder.set("definition", TASK.getDefinition());
    builder.set("memoryBytes", 1L).set("estimatedSeconds", 1.0).set("emittedAt", 5L);
    builder.set("expected", List.of()).set("computedBy", "").set("colour", "blue");
    return new BinaryMessageEncoder<>(model, schema).encode(builder.build()).array();
  }
}
