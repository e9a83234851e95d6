package onestep.aggregator.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;

/**
 * {@code manifest.json}: what a result folder came from.
 *
 * @param version version of Onestep
 * @param commit commit it was built from, or empty where unknown
 * @param sweep name of the sweep
 * @param specification the whole sweep as JSON
 * @param machine where it ran
 * @param start when the run started
 * @param end when it ended
 * @param networks networks in the table
 * @param trials trials in the table
 */
public record Manifest(
    String version,
    String commit,
    String sweep,
    String specification,
    Machine machine,
    Instant start,
    Instant end,
    long networks,
    long trials) {

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Writes the object, indented, in UTF-8.
   *
   * @throws IOException also if the specification is not JSON
   */
  void write(OutputStream out) throws IOException {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setPrettyPrinter(printer);
      json.writeStartObject();
      json.writeStringField("version", version);
      json.writeStringField("commit", commit);
      json.writeStringField("sweep", sweep);
      json.writeFieldName("specification");
      copySpecification(json);
      json.writeObjectFieldStart("machine");
      json.writeStringField("jvm", machine.jvm());
      json.writeStringField("system", machine.system());
      json.writeStringField("cpu", machine.cpu());
      json.writeNumberField("cores", machine.cores());
      json.writeEndObject();
      json.writeStringField("start", start.toString());
      json.writeStringField("end", end.toString());
      json.writeNumberField("seconds", Duration.between(start, end).toMillis() / 1000.0);
      json.writeNumberField("networks", networks);
      json.writeNumberField("trials", trials);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void copySpecification(JsonGenerator json) throws IOException {
    try (JsonParser parser = JSON.createParser(specification)) {
      parser.nextToken();
      json.copyCurrentStructure(parser);
    }
  }
}
