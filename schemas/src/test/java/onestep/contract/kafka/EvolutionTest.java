package onestep.contract.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What may become of a schema. In a rolling upgrade each of two versions reads what the other
 * writes, so every change must be readable both ways.
 */
class EvolutionTest {

  private static final Path PUBLISHED = Path.of("src/test/resources/published");

  private static final String RECORD =
      """
      {"type": "record", "name": "R", "fields": [%s]}""";

  private static final Schema BEFORE =
      fields(
          """
          {"name": "count", "type": "int"},
          {"name": "note", "type": "string", "default": ""},
          {"name": "open", "type": {"type": "enum", "name": "O", "symbols": ["A", "B"]}},
          {"name": "state",
           "type": {"type": "enum", "name": "S", "symbols": ["A", "B"], "default": "A"}}""");

  static List<Schema> written() {
    return SchemaDirectory.WRITTEN;
  }

  @ParameterizedTest
  @MethodSource("written")
  void shouldReadAndBeReadByEveryPublishedVersion(Schema current) throws IOException {
    try (Stream<Path> versions = Files.list(PUBLISHED.resolve(current.getName()))) {
      assertThat(versions)
          .isNotEmpty()
          .allSatisfy(
              version ->
                  assertThat(isReadableBothWays(parse(Files.readString(version)), current))
                      .as("%s", version)
                      .isTrue());
    }
  }

  @ParameterizedTest
  @MethodSource("written")
  void shouldHavePublishedTheCurrentVersion(Schema current) {
    String fingerprint =
        String.format(Locale.ROOT, "%016x", SchemaNormalization.parsingFingerprint64(current));

    // A changed record is a new version: add its file, keep the old ones.
    assertThat(PUBLISHED.resolve(current.getName()).resolve(fingerprint + ".avsc")).exists();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("permitted")
  void shouldPermit(String change, Schema after) {
    assertThat(after).isNotEqualTo(BEFORE);
    assertThat(isReadableBothWays(BEFORE, after)).as(change).isTrue();
  }

  static List<Arguments> permitted() {
    String before = BEFORE.toString();
    return List.of(
        arguments(
            "a field with a default is added, at any place",
            parse(
                before.replace(
                    "\"fields\":[",
                    """
                    "fields":[{"name": "new", "type": ["null", "double"], "default": null},"""))),
        arguments(
            "a field with a default is removed",
            parse(
                before.replace(
                    """
                    {"name":"note","type":"string","default":""},""",
                    ""))),
        arguments(
            "an enumeration with a default gets a symbol",
            parse(before.replace("\"B\"],\"default\"", "\"B\",\"C\"],\"default\""))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forbidden")
  void shouldRefuse(String change, Schema after) {
    assertThat(after).isNotEqualTo(BEFORE);
    assertThat(isReadableBothWays(BEFORE, after)).as(change).isFalse();
  }

  static List<Arguments> forbidden() {
    String before = BEFORE.toString();
    String count =
        """
        {"name":"count","type":"int"},""";
    return List.of(
        arguments("a field without a default is removed", parse(before.replace(count, ""))),
        arguments(
            "a field without a default is added",
            parse(before.replace(count, count + count.replace("count", "new")))),
        arguments("a field is renamed", parse(before.replace("\"count\"", "\"number\""))),
        arguments("a type is another", parse(before.replace("\"int\"", "\"string\""))),
        arguments("a type is wider", parse(before.replace("\"int\"", "\"long\""))),
        arguments(
            "an enumeration without a default gets a symbol",
            parse(before.replace("\"B\"]}", "\"B\",\"C\"]}"))),
        arguments("the record is renamed", parse(before.replace("\"R\"", "\"Q\""))));
  }

  private static boolean isReadableBothWays(Schema one, Schema other) {
    return reads(one, other) && reads(other, one);
  }

  private static boolean reads(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  private static Schema fields(String fields) {
    return parse(RECORD.formatted(fields));
  }

  private static Schema parse(String json) {
    return new Schema.Parser().parse(json);
  }
}
