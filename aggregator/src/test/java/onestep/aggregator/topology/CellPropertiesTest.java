package onestep.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import onestep.aggregator.statistics.CellState;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Statistics;
import org.apache.avro.message.SchemaStore;

/**
 * Statistics are a function of the set of rows: a commutative monoid over disjoint sets of
 * networks, whatever the order, the grouping and the repetition. Magnitudes differ so much that
 * sums of doubles would depend on their order.
 */
class CellPropertiesTest {

  private static final CellSpec SPEC = Fixtures.spec(10);
  private static final CellEntrySerde SERDE = new CellEntrySerde(new SchemaStore.Cache());
  private static final AvroSerializer<Statistics> WRITER = new AvroSerializer<>();

  @Property(seed = "1")
  void shouldMergeInAnyGrouping(
      @ForAll("rows") List<NetworkTrials> rows,
      @ForAll @Size(20) List<@IntRange(max = 2) Integer> parts) {
    Map<Integer, List<NetworkTrials>> of = divided(rows, parts);

    CellState left = merged(merged(state(of.get(0)), of.get(1)), of.get(2));
    CellState right = state(of.get(0));
    right.merge(merged(state(of.get(1)), of.get(2)));

    assertThat(left.toBytes()).isEqualTo(right.toBytes()).isEqualTo(state(rows).toBytes());
  }

  @Property(seed = "1")
  void shouldMergeInAnyOrder(
      @ForAll("rows") List<NetworkTrials> rows,
      @ForAll @Size(20) List<@IntRange(max = 1) Integer> parts) {
    Map<Integer, List<NetworkTrials>> of = divided(rows, parts);

    assertThat(merged(state(of.get(0)), of.get(1)).toBytes())
        .isEqualTo(merged(state(of.get(1)), of.get(0)).toBytes());
  }

  @Property(seed = "1")
  void shouldHaveTheEmptyStateForIdentity(@ForAll("rows") List<NetworkTrials> rows) {
    assertThat(merged(state(rows), List.of()).toBytes()).isEqualTo(state(rows).toBytes());
    assertThat(merged(new CellState(), rows).toBytes()).isEqualTo(state(rows).toBytes());
  }

  /**
   * A network counts once: added again it changes nothing, and states that share one do not merge.
   */
  @Property(seed = "1")
  void shouldCountANetworkOnce(@ForAll("rows") List<NetworkTrials> rows) {
    CellState state = state(rows);
    byte[] before = state.toBytes();

    assertThat(rows).noneMatch(state::add);
    assertThat(state.toBytes()).isEqualTo(before);
    if (!rows.isEmpty()) {
      CellState again = state(rows.subList(0, 1));
      assertThatThrownBy(() -> state.merge(again)).isInstanceOf(IllegalArgumentException.class);
      assertThat(state.toBytes()).isEqualTo(before);
    }
  }

  @Property(seed = "1")
  void shouldComeBackFromItsBytes(@ForAll("rows") List<NetworkTrials> rows) {
    byte[] bytes = state(rows).toBytes();

    assertThat(CellState.of(bytes).toBytes()).isEqualTo(bytes);
  }

  /**
   * The record that is published is the same however the networks were cut into tasks, in whatever
   * order and however often their results came, and whenever the aggregator was started again.
   */
  @Property(seed = "1")
  void shouldPublishTheSameStatisticsHoweverTheSweepIsCut(
      @ForAll @IntRange(min = 1, max = 40) int networks,
      @ForAll @Size(12) List<@IntRange(min = 1, max = 39) Integer> cuts,
      @ForAll Random random) {
    List<NetworkTrials> rows =
        IntStream.range(0, networks).mapToObj(network -> row(5, network)).toList();
    CellEntry calm = entry(networks);
    calm.add(rows, 0, 0);

    List<NetworkRange> tasks = new ArrayList<>(cut(networks, cuts));
    tasks.addAll(tasks.subList(0, random.nextInt(tasks.size() + 1)));
    tasks.addAll(cut(networks, cuts.subList(0, 3)));
    Collections.shuffle(tasks, random);
    CellEntry stormy = entry(networks);
    for (NetworkRange task : tasks) {
      stormy.add(rows.subList(task.first(), task.end()), random.nextInt(), random.nextInt());
      stormy = random.nextBoolean() ? restarted(stormy) : stormy;
    }

    assertThat(published(stormy)).isEqualTo(published(calm));
  }

  @Provide
  Arbitrary<List<NetworkTrials>> rows() {
    Arbitrary<Set<Integer>> networks =
        Arbitraries.integers().between(0, 70_000).set().ofMaxSize(20);
    return Combinators.combine(networks, Arbitraries.longs())
        .as((chosen, salt) -> chosen.stream().map(network -> row(salt, network)).toList());
  }

  /** A row of any values that a worker may send, as a function of salt and network. */
  private static NetworkTrials row(long salt, int network) {
    Random random = new Random(31 * salt + network);
    List<Double> values = new ArrayList<>();
    List<Double> norms = new ArrayList<>();
    List<Double> steps = new ArrayList<>();
    byte[] outcomes = new byte[1 + random.nextInt(3)];
    for (int point = 0; point < outcomes.length; point++) {
      outcomes[point] = (byte) random.nextInt(4);
      values.add((random.nextBoolean() ? 1 : -1) * magnitude(random));
      norms.add(magnitude(random));
      steps.add(outcomes[point] == 1 ? magnitude(random) : Double.NaN);
    }
    return StatisticsRecords.toTrials(
        NetworkRow.newBuilder()
            .setNetwork(network)
            .setValues(values)
            .setGradientNorms(norms)
            .setOutcomes(ByteBuffer.wrap(outcomes))
            .setSteps(steps)
            .build());
  }

  private static double magnitude(Random random) {
    return (1 + random.nextDouble()) * Math.pow(10, random.nextInt(31) - 15);
  }

  private static Map<Integer, List<NetworkTrials>> divided(
      List<NetworkTrials> rows, List<Integer> parts) {
    return IntStream.range(0, 3)
        .boxed()
        .collect(
            Collectors.toMap(
                part -> part,
                part ->
                    IntStream.range(0, rows.size())
                        .filter(row -> parts.get(row).equals(part))
                        .mapToObj(rows::get)
                        .toList()));
  }

  private static CellState state(Collection<NetworkTrials> rows) {
    CellState state = new CellState();
    rows.forEach(state::add);
    return state;
  }

  private static CellState merged(CellState state, List<NetworkTrials> others) {
    state.merge(state(others));
    return state;
  }

  private static List<NetworkRange> cut(int networks, List<Integer> cuts) {
    List<Integer> edges =
        IntStream.concat(
                IntStream.of(0, networks),
                cuts.stream().mapToInt(cut -> cut).filter(cut -> cut < networks))
            .sorted()
            .distinct()
            .boxed()
            .toList();
    return IntStream.range(1, edges.size())
        .mapToObj(i -> new NetworkRange(edges.get(i - 1), edges.get(i) - edges.get(i - 1)))
        .toList();
  }

  private static CellEntry entry(int networks) {
    CellEntry entry = new CellEntry();
    entry.want(Fixtures.cell("sweep", SPEC, networks), 0);
    return entry;
  }

  private static CellEntry restarted(CellEntry entry) {
    return SERDE.deserializer().deserialize("t", SERDE.serializer().serialize("t", entry));
  }

  private static byte[] published(CellEntry entry) {
    return WRITER.serialize("t", entry.statistics(entry.summary().orElseThrow()).orElseThrow());
  }
}
