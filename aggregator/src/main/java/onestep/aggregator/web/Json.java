package onestep.aggregator.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.statistics.TheoryValues;
import onestep.aggregator.view.CellStatus;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.cell.ModelSpec;

/** The JSON of the live page: numbers as they are, null where undefined. */
final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  @FunctionalInterface
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  static String sweeps(List<SweepStatus> sweeps) {
    return document(
        json -> {
          json.writeArrayFieldStart("sweeps");
          for (SweepStatus sweep : sweeps) {
            write(json, sweep);
          }
          json.writeEndArray();
        });
  }

  /** The first cells of a sweep, and how many there are. */
  static String cells(List<CellStatus> cells, int limit) {
    return document(
        json -> {
          json.writeNumberField("total", cells.size());
          json.writeArrayFieldStart("cells");
          for (CellStatus cell : cells.subList(0, Math.min(limit, cells.size()))) {
            write(json, cell);
          }
          json.writeEndArray();
        });
  }

  static String figures(List<String> names) {
    return document(
        json -> {
          json.writeArrayFieldStart("figures");
          for (String name : names) {
            json.writeString(name);
          }
          json.writeEndArray();
        });
  }

  static String error(String message) {
    return document(json -> json.writeStringField("error", message));
  }

  static String health(boolean running) {
    return document(json -> json.writeStringField("status", running ? "running" : "not running"));
  }

  private static String document(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, SweepStatus sweep) throws IOException {
    json.writeStartObject();
    json.writeStringField("sweep", sweep.name());
    json.writeNumberField("epoch", sweep.epoch());
    json.writeStringField("state", sweep.state().name());
    json.writeBooleanField("settled", sweep.settled());
    json.writeNumberField("cells", sweep.cells());
    json.writeNumberField("completeCells", sweep.completeCells());
    json.writeNumberField("wanted", sweep.wanted());
    json.writeNumberField("done", sweep.done());
    json.writeNumberField("dead", sweep.dead());
    json.writeNumberField("outstanding", sweep.outstanding());
    json.writeNumberField("cancelled", sweep.cancelled());
    json.writeNumberField("unpublished", sweep.unpublished());
    json.writeNumberField("trials", sweep.trials());
    number(json, "computeSeconds", sweep.computeSeconds());
    number(json, "networksPerSecond", sweep.networksPerSecond());
    number(
        json,
        "remainingSeconds",
        sweep.remaining().map(left -> left.toMillis() / 1000.0).orElse(Double.NaN));
    json.writeStringField("submittedAt", sweep.submittedAt().toString());
    json.writeStringField("updatedAt", sweep.updatedAt().toString());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, CellStatus cell) throws IOException {
    CellSummary summary = cell.summary();
    ModelSpec model = summary.spec().model();
    json.writeStartObject();
    json.writeStringField("cell", cell.id());
    json.writeNumberField("depth", model.depth());
    json.writeArrayFieldStart("widths");
    for (int width : model.widths()) {
      json.writeNumber(width);
    }
    json.writeEndArray();
    json.writeNumberField("dimension", model.dimension());
    json.writeStringField("activation", model.activation().label());
    number(json, "gain", model.gain());
    json.writeStringField("sampler", model.sampler().label());
    json.writeNumberField("points", summary.spec().points());
    json.writeNumberField("wanted", cell.wanted());
    json.writeNumberField("done", cell.done());
    json.writeNumberField("dead", cell.dead());
    json.writeNumberField("networks", summary.networks());
    json.writeNumberField("trials", summary.trials());
    json.writeNumberField("degenerate", summary.degenerate());
    json.writeNumberField("unresolved", summary.unresolved());
    estimate(json, "flippedFraction", summary.flippedFraction());
    estimate(json, "eta", summary.eta());
    estimate(json, "gradientNorm", summary.gradientNorm());
    estimate(json, "linearity", summary.linearity());
    TheoryValues theory = summary.theory();
    json.writeObjectFieldStart("theory");
    number(json, "flippedFraction", theory.flippedFraction());
    number(json, "eta", theory.etaMean());
    number(json, "gradientNorm", theory.gradientNorm());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void estimate(JsonGenerator json, String name, Estimate estimate)
      throws IOException {
    json.writeObjectFieldStart(name);
    number(json, "mean", estimate.mean());
    number(json, "low", estimate.low());
    number(json, "high", estimate.high());
    number(json, "sd", estimate.sd());
    number(json, "effectiveTrials", estimate.effectiveTrials());
    json.writeEndObject();
  }

  /** JSON has no NaN and no infinity. */
  private static void number(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }
}
