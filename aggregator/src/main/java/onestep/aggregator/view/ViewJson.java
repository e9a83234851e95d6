package onestep.aggregator.view;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.statistics.StopStatus;
import onestep.aggregator.statistics.TheoryValues;
import onestep.aggregator.text.AttackText;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Quantity;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Worker;

/** The JSON of the live page and of the commands: numbers as they are, null where undefined. */
public final class ViewJson {

  private static final JsonFactory FACTORY = new JsonFactory();

  private ViewJson() {}

  @FunctionalInterface
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** All sweeps. */
  public static String sweeps(List<SweepStatus> sweeps) {
    return document(
        json -> {
          json.writeArrayFieldStart("sweeps");
          for (SweepStatus sweep : sweeps) {
            write(json, sweep);
          }
          json.writeEndArray();
        });
  }

  /**
   * Workers and the dead letters of a sweep.
   *
   * @param now when they were looked at, by the clock that their times are told by
   */
  public static String activity(Instant now, List<Worker> workers, List<DeadLetter> letters) {
    return document(
        json -> {
          json.writeStringField("now", now.toString());
          workers(json, workers);
          deadLetters(json, letters);
        });
  }

  /** Workers. */
  public static String workers(Instant now, List<Worker> workers) {
    return document(
        json -> {
          json.writeStringField("now", now.toString());
          workers(json, workers);
        });
  }

  /** Dead letters. */
  public static String deadLetters(List<DeadLetter> letters) {
    return document(json -> deadLetters(json, letters));
  }

  /**
   * Cells of a sweep that have changed.
   *
   * @param reset whether these are the first of all cells, and others are not of the sweep
   * @param total how many cells the sweep has
   */
  public static String changes(String sweep, boolean reset, int total, List<CellStatus> cells) {
    return document(
        json -> {
          json.writeStringField("sweep", sweep);
          json.writeBooleanField("reset", reset);
          json.writeNumberField("total", total);
          cells(json, cells);
        });
  }

  /**
   * A sweep with whatever works on it.
   *
   * @param backlog tasks queued or in hands, of all sweeps; empty if it cannot be told
   */
  public static String status(
      SweepStatus sweep, OptionalLong backlog, List<Worker> workers, List<DeadLetter> letters) {
    return document(
        json -> {
          json.writeFieldName("sweep");
          write(json, sweep);
          if (backlog.isPresent()) {
            json.writeNumberField("backlog", backlog.getAsLong());
          } else {
            json.writeNullField("backlog");
          }
          workers(json, workers);
          deadLetters(json, letters);
        });
  }

  /**
   * What became of the networks of a sweep that a second worker has computed too.
   *
   * @param disagreements those that the two did not compute alike; the first, where there are many
   */
  public static String checks(SweepStatus sweep, List<Disagreement> disagreements) {
    return document(
        json -> {
          json.writeStringField("sweep", sweep.name());
          json.writeNumberField("done", sweep.done());
          json.writeNumberField("checked", sweep.checked());
          json.writeNumberField("disagreeing", sweep.disagreeing());
          json.writeArrayFieldStart("disagreements");
          for (Disagreement disagreement : disagreements) {
            write(json, disagreement);
          }
          json.writeEndArray();
        });
  }

  /** The first cells of a sweep, and how many there are. */
  public static String cells(List<CellStatus> cells, int limit) {
    return document(
        json -> {
          json.writeNumberField("total", cells.size());
          cells(json, cells.subList(0, Math.min(limit, cells.size())));
        });
  }

  /** Names of figures. */
  public static String figures(List<String> names) {
    return document(
        json -> {
          json.writeArrayFieldStart("figures");
          for (String name : names) {
            json.writeString(name);
          }
          json.writeEndArray();
        });
  }

  /** What an export of a sweep has written, and how the sweep stood. */
  public static String export(SweepStatus sweep, int cells, Path folder) {
    return document(
        json -> {
          json.writeStringField("sweep", sweep.name());
          json.writeNumberField("cells", cells);
          json.writeNumberField("wanted", sweep.wanted());
          json.writeNumberField("done", sweep.done());
          json.writeNumberField("dead", sweep.dead());
          json.writeStringField("folder", folder.toString());
        });
  }

  /** What is wrong. */
  public static String error(String message) {
    return document(json -> json.writeStringField("error", message));
  }

  /** What a probe is told. */
  public static String health(String status) {
    return document(json -> json.writeStringField("status", status));
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

  private static void workers(JsonGenerator json, List<Worker> workers) throws IOException {
    json.writeArrayFieldStart("workers");
    for (Worker worker : workers) {
      write(json, worker);
    }
    json.writeEndArray();
  }

  private static void deadLetters(JsonGenerator json, List<DeadLetter> letters) throws IOException {
    json.writeArrayFieldStart("deadLetters");
    for (DeadLetter letter : letters) {
      write(json, letter);
    }
    json.writeEndArray();
  }

  private static void cells(JsonGenerator json, List<CellStatus> cells) throws IOException {
    json.writeArrayFieldStart("cells");
    for (CellStatus cell : cells) {
      write(json, cell);
    }
    json.writeEndArray();
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
    json.writeNumberField("spared", sweep.spared());
    json.writeNumberField("done", sweep.done());
    json.writeNumberField("dead", sweep.dead());
    json.writeNumberField("checked", sweep.checked());
    json.writeNumberField("disagreeing", sweep.disagreeing());
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

  private static void write(JsonGenerator json, Worker worker) throws IOException {
    json.writeStartObject();
    json.writeStringField("worker", worker.getWorker());
    json.writeStringField("host", worker.getHost());
    json.writeStringField("version", worker.getVersion());
    json.writeStringField("backend", worker.getBackend());
    json.writeStringField("state", worker.getState().name());
    json.writeNumberField("slots", worker.getSlots());
    json.writeArrayFieldStart("tasks");
    for (String task : worker.getTasks()) {
      json.writeString(task);
    }
    json.writeEndArray();
    json.writeNumberField("tasksDone", worker.getTasksDone());
    json.writeNumberField("trialsDone", worker.getTrialsDone());
    number(json, "busySeconds", worker.getBusySeconds());
    json.writeStringField("startedAt", worker.getStartedAt().toString());
    json.writeStringField("updatedAt", worker.getUpdatedAt().toString());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, DeadLetter letter) throws IOException {
    json.writeStartObject();
    json.writeStringField("task", letter.getTask());
    json.writeNumberField("epoch", letter.getEpoch());
    json.writeStringField("cell", letter.getCell());
    json.writeNumberField("first", letter.getFirst());
    json.writeNumberField("count", letter.getCount());
    json.writeStringField("error", letter.getError());
    json.writeNumberField("attempts", letter.getAttempts());
    json.writeStringField("worker", letter.getWorker());
    json.writeStringField("at", letter.getAt().toString());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Disagreement disagreement) throws IOException {
    json.writeStartObject();
    json.writeStringField("cell", disagreement.cell());
    json.writeNumberField("network", disagreement.network());
    json.writeStringField("computedBy", disagreement.computedBy());
    json.writeStringField("checkedBy", disagreement.checkedBy());
    json.writeStringField("what", disagreement.what());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, CellStatus cell) throws IOException {
    CellSummary summary = cell.summary();
    ModelSpec model = summary.spec().model();
    json.writeStartObject();
    json.writeStringField("cell", cell.id());
    json.writeNumberField("position", cell.position());
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
    AttackSpec attack = summary.spec().attack();
    json.writeStringField("attack", attack.label());
    json.writeStringField("steps", AttackText.steps(attack));
    number(json, "maxStep", attack.maxStep());
    json.writeStringField("maxStepUnit", attack.unit().label());
    number(json, "resolution", attack.resolution() > 0 ? attack.resolution() : Double.NaN);
    json.writeNumberField("points", summary.spec().points());
    json.writeNumberField("wanted", cell.wanted());
    json.writeNumberField("spared", cell.spared());
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
    stop(json, summary.stop());
    json.writeObjectFieldStart("quantities");
    List<Quantity> quantities = attack.quantities();
    for (int i = 0; i < quantities.size(); i++) {
      estimate(json, quantities.get(i).name(), summary.quantities().get(i));
    }
    json.writeEndObject();
    TheoryValues theory = summary.theory();
    json.writeObjectFieldStart("theory");
    number(json, "flippedFraction", theory.flippedFraction());
    number(json, "eta", theory.etaMean());
    number(json, "gradientNorm", theory.gradientNorm());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void stop(JsonGenerator json, Optional<StopStatus> status) throws IOException {
    if (status.isEmpty()) {
      json.writeNullField("stop");
      return;
    }
    StopStatus stop = status.get();
    json.writeObjectFieldStart("stop");
    json.writeStringField("statistic", stop.statistic().label());
    json.writeStringField("decision", stop.decision().name());
    json.writeNumberField("networks", stop.networks());
    number(json, "confidence", stop.confidence());
    number(json, "mean", stop.precision().mean());
    number(json, "low", stop.precision().low());
    number(json, "high", stop.precision().high());
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
