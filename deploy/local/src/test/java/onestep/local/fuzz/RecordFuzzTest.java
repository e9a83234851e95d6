package onestep.local.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import onestep.aggregator.topology.Rewriting;
import onestep.aggregator.topology.SimulatedAggregator;
import onestep.aggregator.view.PictureSource;
import onestep.aggregator.view.ViewJson;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.NetworkSet;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.contract.kafka.Definitions;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.WrittenSchemas;
import onestep.local.simulation.Logs;
import onestep.local.simulation.ShareQueue;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.backend.Backend;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.kafka.SimulatedWorker;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Whatever is in a topic, whoever reads it passes over what is of no use, and goes on: decoders,
 * workers, the aggregator and the view.
 */
class RecordFuzzTest {

  private static final long MOST_BYTES = 64L << 20;
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("onestep");

  private static final CellSpec CELL =
      new CellSpec(
          new ModelSpec(List.of(3), 2, Activation.RELU, 1, Sampler.DENSE, 1),
          new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.5),
          2,
          CellSpec.CPU_NUMERICS);

  private static final Map<String, Topic> TOPICS =
      Map.of(
          "Sweep", Topic.SWEEPS,
          "Cell", Topic.CELLS,
          "Task", Topic.TASKS,
          "Result", Topic.RESULTS,
          "Statistics", Topic.STATISTICS,
          "Progress", Topic.PROGRESS,
          "Worker", Topic.WORKERS,
          "DeadLetter", Topic.DEAD_LETTERS);

  private static Level level;

  @BeforeAll
  static void hush() {
    level = LOG.getLevel();
    LOG.setLevel(Level.OFF); // of what is passed over, which is a lot
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(level);
  }

  @Test
  void shouldDecodeOrRefuse() throws ClassNotFoundException {
    for (Schema schema : WrittenSchemas.all()) {
      Class<?> type = Class.forName(schema.getFullName());
      var reader = Logs.reader(type.asSubclass(SpecificRecord.class));
      Fuzz.tryInputs(
          "records of " + schema.getName(),
          300,
          MOST_BYTES,
          random -> {
            try {
              assertThat(reader.deserialize("t", bytes(schema, random))).isNotNull();
            } catch (SerializationException e) {
              assertThat(e.getMessage()).startsWith("cannot decode a record of t");
            }
          });
    }
  }

  @Test
  void shouldCountWhatIsRightWhateverElseIsInTheTopics() {
    Fuzz.tryInputs(
        "records of all topics of the aggregator",
        300,
        8 * MOST_BYTES, // a letter may give up two billion networks
        random -> {
          Logs logs = new Logs();
          SimulatedAggregator aggregator =
              new SimulatedAggregator(logs, random, Rewriting.NONE, task -> {});
          for (Schema schema : WrittenSchemas.all()) {
            for (int i = 0; i < 3; i++) {
              logs.append(TOPICS.get(schema.getName()), key(random), bytes(schema, random));
            }
          }
          aggregator.finish();
        });
  }

  @Test
  void shouldSettleWhateverComesAsATask() {
    Fuzz.tryInputs(
        "tasks",
        300,
        4 * MOST_BYTES,
        random -> {
          Tasks tasks = new Tasks(random);
          SimulatedWorker worker = new SimulatedWorker("w", 1, 3, tasks);
          tasks.queue.publish(bytes(schema("Task"), random));
          for (int round = 0; round < 50 && !tasks.queue.isEmpty(); round++) {
            worker.round(0);
            for (int network = 0; network < 3; network++) {
              worker.compute();
            }
            worker.cancel(); // a task may ask for more than there is time for
          }
          assertThat(tasks.queue.isEmpty()).as("settled").isTrue();
        });
  }

  @Test
  void shouldShowWhateverIsInTheTopics() {
    Fuzz.tryInputs(
        "records of all topics of the view",
        300,
        4 * MOST_BYTES,
        random -> {
          PictureSource view = new PictureSource();
          for (Schema schema : WrittenSchemas.all()) {
            for (int i = 0; i < 3; i++) {
              view.apply(TOPICS.get(schema.getName()), key(random), bytes(schema, random));
            }
          }
          Instant now = Instant.EPOCH;
          assertThat(ViewJson.sweeps(view.sweeps())).doesNotContain("NaN", "Infinity");
          assertThat(ViewJson.workers(now, view.workers(now))).doesNotContain("NaN", "Infinity");
          assertThat(ViewJson.cells(view.cells("storm"), 10)).doesNotContain("NaN", "Infinity");
          assertThat(ViewJson.deadLetters(view.deadLetters("storm"))).startsWith("{");
        });
  }

  /** A record that is nearly right, encoded, and in half of the cases with its bytes changed. */
  private static byte[] bytes(Schema schema, Random random) {
    byte[] bytes = encoded(record(schema, random));
    return random.nextBoolean() ? bytes : Fuzz.mutated(bytes, random);
  }

  private static byte[] encoded(GenericRecord record) {
    try {
      return new BinaryMessageEncoder<GenericRecord>(GenericData.get(), record.getSchema())
          .encode(record)
          .array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fields of known names as they should be, mostly; others, and some of these, as they may be. */
  private static GenericRecord record(Schema schema, Random random) {
    if (schema.getName().equals("CellDefinition") && random.nextInt(4) > 0) {
      return generic(Definitions.toRecord(CELL));
    }
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      Optional<Object> right = random.nextInt(8) > 0 ? right(field, random) : Optional.empty();
      record.put(field.pos(), right.orElseGet(() -> any(field.schema(), random)));
    }
    return record;
  }

  private static Optional<Object> right(Schema.Field field, Random random) {
    return Optional.ofNullable(
        switch (field.name()) {
          case "sweep" -> "storm";
          case "cell" -> CELL.id();
          case "epoch", "first", "network" -> random.nextInt(3);
          case "count" -> 1 + random.nextInt(3);
          case "networks" -> field.schema().getType() == Schema.Type.INT ? (Object) 5 : (Object) 5L;
          case "values", "gradientNorms" -> List.of(0.5, 0.25);
          case "steps" -> List.of(1.0, Double.NaN);
          case "outcomes" -> ByteBuffer.wrap(new byte[] {1, 0});
          case "seen", "dead" ->
              field.schema().getType() == Schema.Type.BYTES
                  ? NetworkSet.upTo(random.nextInt(5)).toBytes()
                  : null;
          default -> null;
        });
  }

  private static Object any(Schema schema, Random random) {
    return switch (schema.getType()) {
      case RECORD -> record(schema, random);
      case ENUM -> new GenericData.EnumSymbol(schema, Fuzz.anyOf(schema.getEnumSymbols(), random));
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(any(schema.getElementType(), random));
        }
        yield items;
      }
      case UNION -> any(Fuzz.anyOf(schema.getTypes(), random), random);
      case STRING ->
          Fuzz.anyOf(
              List.of("", "storm", CELL.id(), "relu", "cpu-1", "\0", "é", "x".repeat(5_000)),
              random);
      case BYTES -> {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        yield ByteBuffer.wrap(bytes);
      }
      case INT ->
          Fuzz.anyOf(
              List.of(0, 1, -1, 100, Integer.MAX_VALUE, Integer.MIN_VALUE, random.nextInt()),
              random);
      case LONG ->
          Fuzz.anyOf(
              List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, random.nextLong()), random);
      case DOUBLE ->
          Fuzz.anyOf(
              List.of(0.0, -1.0, 1e300, Double.NaN, Double.POSITIVE_INFINITY, random.nextDouble()),
              random);
      case BOOLEAN -> random.nextBoolean();
      case NULL -> null;
      default -> throw new IllegalArgumentException("no record has a field of " + schema);
    };
  }

  private static String key(Random random) {
    return Fuzz.anyOf(
        List.of(
            "storm", CELL.id(), Keys.cell(CELL.id(), "storm"), CELL.id() + ":0-2", "", "@", "\0"),
        random);
  }

  private static Schema schema(String name) {
    return WrittenSchemas.all().stream()
        .filter(schema -> schema.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static GenericRecord generic(SpecificRecord record) {
    try {
      return new BinaryMessageDecoder<GenericRecord>(GenericData.get(), record.getSchema())
          .decode(Logs.bytes(record));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A queue of tasks and a broker that confirms everything at once. */
  private static final class Tasks implements SimulatedWorker.Surroundings {

    private static final Backend BACKEND = new CpuBackend();

    private final ShareQueue queue;

    Tasks(Random random) {
      queue = new ShareQueue(3, random, dropped -> {});
    }

    @Override
    public ShareQueue queue() {
      return queue;
    }

    @Override
    public CompletableFuture<Void> send(
        SimulatedWorker from, Topic topic, String key, SpecificRecord value) {
      assertThat(Logs.bytes(value).length).isLessThan(1_000_000);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void diesWith(ShareQueue.Delivery delivery) {}

    @Override
    public NetworkTrials run(SimulatedWorker by, CellSpec cell, int network) {
      return new CellTrials().run(CELL, network, BACKEND);
    }
  }
}
