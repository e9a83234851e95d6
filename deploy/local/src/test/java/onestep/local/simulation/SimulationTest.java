package onestep.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import onestep.aggregator.topology.Rewriting;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.Topic;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.contract.record.Sweep;
import onestep.contract.record.SweepState;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.SweepFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Whatever crashes, the numbers stay the same: producers, workers and the aggregator through
 * thousands of schedules of crashes, lost locks, doubled, delayed and reordered records, pauses,
 * extensions and poison, each drawn from its seed. {@code -Dsimulation.schedules=N} tries more.
 */
class SimulationTest {

  private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 1_000);
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("onestep");

  private static Level level;
  private static onestep.producer.sweep.Sweep first;
  private static onestep.producer.sweep.Sweep extended;
  private static final Map<onestep.producer.sweep.Sweep, Map<String, byte[]>> CALM =
      new HashMap<>();

  @BeforeAll
  static void plan(@TempDir Path directory) throws IOException {
    level = LOG.getLevel();
    LOG.setLevel(Level.OFF); // of what goes wrong, which is a lot
    first = sweep(directory, 5);
    extended = sweep(directory, 8);
    for (onestep.producer.sweep.Sweep sweep : List.of(first, extended)) {
      CALM.put(
          sweep,
          new World(Pipeline.REAL, sweep, sweep, new Random(0), new EnumMap<>(Trouble.class))
              .run());
    }
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(level);
  }

  @Test
  void shouldEndWithTheStatisticsOfTheCalmRunWhateverHappens() {
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      assertThat(violation(Pipeline.REAL, seed)).as("seed %d", seed).isEmpty();
    }
    System.out.println("simulation: " + SCHEDULES + " schedules, seeds 1 to " + SCHEDULES);
  }

  @ParameterizedTest
  @EnumSource
  void shouldCatchWhatIsPlanted(Planted planted) {
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      Optional<String> violation = violation(planted.pipeline(), seed);
      if (violation.isPresent()) {
        System.out.printf(
            "simulation: %s is caught by seed %d: %s%n",
            planted, seed, violation.get().split("[:;]", -1)[0]);
        return;
      }
    }
    throw new AssertionError(planted + " is caught by none of " + SCHEDULES + " schedules");
  }

  /** What could be wrong with a pipeline. */
  enum Planted {
    DEDUPLICATION_REMOVED,
    ACKNOWLEDGED_BEFORE_THE_RESULT_IS_WRITTEN,
    EPOCH_NOT_CHECKED_BY_WORKERS,
    EPOCH_OF_LETTERS_NOT_CHECKED,
    NO_LETTER_BEFORE_THE_LAST_DELIVERY;

    private Pipeline pipeline() {
      return switch (this) {
        case DEDUPLICATION_REMOVED -> Pipeline.REAL.rewriting(SimulationTest::countingAgain);
        case ACKNOWLEDGED_BEFORE_THE_RESULT_IS_WRITTEN -> Pipeline.REAL.acknowledgingTooEarly();
        case EPOCH_NOT_CHECKED_BY_WORKERS -> Pipeline.REAL.hearing(SimulationTest::running);
        case EPOCH_OF_LETTERS_NOT_CHECKED -> Pipeline.REAL.rewriting(SimulationTest::ofLatestEpoch);
        case NO_LETTER_BEFORE_THE_LAST_DELIVERY ->
            Pipeline.REAL.withDeliveryLimit(Pipeline.DELIVERY_LIMIT + 1);
      };
    }
  }

  /** What a schedule violates, if anything. */
  private static Optional<String> violation(Pipeline pipeline, long seed) {
    Random random = new Random(seed);
    World world = new World(pipeline, first, extended, random, Trouble.some(random));
    try {
      Map<String, byte[]> statistics = world.run();
      Map<String, byte[]> calm = CALM.get(world.wanted());
      return statistics.keySet().equals(calm.keySet())
              && statistics.entrySet().stream()
                  .allMatch(of -> Arrays.equals(of.getValue(), calm.get(of.getKey())))
          ? Optional.empty()
          : Optional.of("the statistics are not those of the calm run");
    } catch (Violation e) {
      return Optional.of(e.getMessage());
    }
  }

  /** A network that comes again is taken for another. */
  private static Rewriting countingAgain() {
    AvroDeserializer<Result> reader = Logs.reader(Result.class);
    Set<String> seen = new HashSet<>();
    int[] other = {1_000};
    return (topic, value) -> {
      if (topic != Topic.RESULTS) {
        return value;
      }
      Result result = reader.deserialize("", value);
      List<NetworkRow> rows =
          result.getRows().stream()
              .map(
                  row ->
                      seen.add(result.getCell() + row.getNetwork())
                          ? row
                          : NetworkRow.newBuilder(row).setNetwork(other[0]++).build())
              .toList();
      return Logs.bytes(Result.newBuilder(result).setRows(rows).build());
    };
  }

  /** Workers take every sweep for running, in the epoch of whatever task they have. */
  private static Sweep running(Sweep sweep) {
    return Sweep.newBuilder(sweep).setState(SweepState.RUNNING).setEpoch(0).build();
  }

  /** A letter is taken for one of the latest epoch that there can be. */
  private static Rewriting ofLatestEpoch() {
    AvroDeserializer<DeadLetter> letters = Logs.reader(DeadLetter.class);
    AvroDeserializer<Sweep> sweeps = Logs.reader(Sweep.class);
    int[] latest = {1};
    return (topic, value) -> {
      if (topic == Topic.SWEEPS) {
        latest[0] = Math.max(latest[0], sweeps.deserialize("", value).getEpoch());
      }
      return topic == Topic.DEAD_LETTERS
          ? Logs.bytes(
              DeadLetter.newBuilder(letters.deserialize("", value)).setEpoch(latest[0]).build())
          : value;
    };
  }

  /** A sweep whose rule asks for a second round, and ends with it. */
  private static onestep.producer.sweep.Sweep sweep(Path directory, int networks)
      throws IOException {
    Path file = directory.resolve("storm.yaml");
    Files.writeString(
        file,
        """
        {name: storm, depth: 1, dimension: 2, points: %d, networks: %d,
         cells: [{width: [3, 4]},
          {width: 5, stop: {relative_error: 0.6, min_networks: 20, max_networks: 25}}]}
        """
            .formatted(World.POINTS, networks));
    return SweepFiles.load(file.toString(), Limits.DEFAULT);
  }
}
