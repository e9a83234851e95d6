package onestep.local;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.WrittenSchemas;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.compiler.specific.SpecificCompiler;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;

/**
 * A next version of every record, with whatever a compatible change may do at once: fields are
 * added before, between and after the others, all others are in another order, and every
 * enumeration has one more symbol, first among them.
 *
 * <p>Read the other way round, the present version is one that has removed fields with defaults.
 */
final class NextVersion {

  private final Map<String, Schema> named = new HashMap<>();

  private NextVersion() {}

  /** The next version of a schema. */
  static Schema of(Schema schema) {
    return new NextVersion().evolve(schema);
  }

  /** A record as the next version writes it. */
  static byte[] bytes(SpecificRecord record) throws IOException {
    Schema next = of(record.getSchema());
    SchemaStore.Cache schemas = new SchemaStore.Cache();
    schemas.addSchema(record.getSchema());
    byte[] bytes = new AvroSerializer<>().serialize("", record);
    Object read = new BinaryMessageDecoder<>(GenericData.get(), next, schemas).decode(bytes);
    return new BinaryMessageEncoder<>(GenericData.get(), next).encode(read).array();
  }

  /**
   * Makes the classes of the next version; in front of a class path, they make it a program of that
   * version.
   *
   * @param directory where to put sources and classes
   * @return the folder of classes
   */
  static Path compile(Path directory) throws IOException {
    Path sources = directory.resolve("sources");
    Path classes = directory.resolve("classes");
    generate(sources.toFile());
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-nowarn", "-encoding", "UTF-8"));
    Collections.addAll(arguments, "-cp", System.getProperty("java.class.path"));
    Collections.addAll(arguments, "-d", classes.toString());
    try (Stream<Path> files = Files.walk(sources)) {
      files.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, said, said, arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IllegalStateException(said.toString(StandardCharsets.UTF_8));
    }
    return classes;
  }

  /** As the build generates the present version. */
  private static void generate(File sources) throws IOException {
    NextVersion next = new NextVersion();
    SpecificCompiler compiler =
        new SpecificCompiler(WrittenSchemas.all().stream().map(next::evolve).toList());
    compiler.setStringType(GenericData.StringType.String);
    compiler.setFieldVisibility(SpecificCompiler.FieldVisibility.PRIVATE);
    compiler.setCreateSetters(false);
    compiler.compileToDestination(null, sources);
  }

  private Schema evolve(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM -> {
        Schema known = named.get(schema.getFullName());
        if (known == null) {
          known = schema.getType() == Schema.Type.ENUM ? enumeration(schema) : record(schema);
          named.put(schema.getFullName(), known);
        }
        yield known;
      }
      case ARRAY -> Schema.createArray(evolve(schema.getElementType()));
      case UNION -> Schema.createUnion(schema.getTypes().stream().map(this::evolve).toList());
      default -> schema;
    };
  }

  private Schema record(Schema schema) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      fields.add(new Schema.Field(field, evolve(field.schema())));
    }
    Collections.reverse(fields);
    Schema text = Schema.create(Schema.Type.STRING);
    Schema number = Schema.create(Schema.Type.DOUBLE);
    Schema nothing = Schema.create(Schema.Type.NULL);
    fields.add(0, new Schema.Field("nextFirst", text, "First.", "first"));
    fields.add(
        fields.size() / 2,
        new Schema.Field("nextMiddle", Schema.createArray(number), "Middle.", List.of()));
    fields.add(
        new Schema.Field(
            "nextLast", Schema.createUnion(nothing, number), "Last.", JsonProperties.NULL_VALUE));
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  private static Schema enumeration(Schema schema) {
    List<String> symbols = new ArrayList<>(schema.getEnumSymbols());
    symbols.add(0, "NEXT");
    return Schema.createEnum(
        schema.getName(), schema.getDoc(), schema.getNamespace(), symbols, schema.getEnumDefault());
  }
}
