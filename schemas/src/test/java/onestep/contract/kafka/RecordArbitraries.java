package onestep.contract.kafka;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Records of any schema, so that a field that is new needs nothing here. */
final class RecordArbitraries {

  private static final int LONGEST = 4;

  private RecordArbitraries() {}

  static Arbitrary<GenericRecord> of(Schema schema) {
    List<Arbitrary<Object>> values =
        schema.getFields().stream().map(field -> value(field.schema())).toList();
    return Combinators.combine(values)
        .as(
            given -> {
              GenericRecord result = new GenericData.Record(schema);
              for (int i = 0; i < given.size(); i++) {
                result.put(i, given.get(i));
              }
              return result;
            });
  }

  private static Arbitrary<Object> value(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> of(schema).asGeneric();
      case ENUM ->
          Arbitraries.of(schema.getEnumSymbols())
              .map(symbol -> new GenericData.EnumSymbol(schema, symbol));
      case ARRAY -> value(schema.getElementType()).list().ofMaxSize(LONGEST).asGeneric();
      case UNION ->
          Arbitraries.oneOf(schema.getTypes().stream().map(RecordArbitraries::value).toList());
      case STRING -> Arbitraries.strings().ofMaxLength(LONGEST).asGeneric();
      case BYTES ->
          Arbitraries.bytes()
              .array(byte[].class)
              .ofMaxSize(LONGEST)
              .map(ByteBuffer::wrap)
              .asGeneric();
      case INT -> Arbitraries.integers().asGeneric();
      case LONG -> Arbitraries.longs().asGeneric();
      case DOUBLE ->
          Arbitraries.oneOf(
                  Arbitraries.doubles(),
                  Arbitraries.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, -0.0))
              .asGeneric();
      case BOOLEAN -> Arbitraries.of(true, false).asGeneric();
      case NULL -> Arbitraries.just(null);
      default -> throw new IllegalArgumentException("no record has a field of " + schema);
    };
  }
}
