package onestep.producer.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;

/**
 * What is asked for is what is wanted without what is done: no more, no less, and nothing twice.
 */
class TaskCutterPropertiesTest {

  /** Networks of a cell: beyond the window in which they are looked at. */
  private static final int MOST = 150_000;

  private static final CellSpec CELL =
      SweepReaderTest.read("{depth: 2, width: 10, dimension: 10, networks: 1, points: 1}")
          .plan()
          .findFirst()
          .orElseThrow()
          .spec();

  /**
   * A submit.
   *
   * @param from networks below it are published already
   * @param networks networks that are wanted
   * @param done networks that are done
   * @param perTask most networks of a task
   */
  record Wish(int from, int networks, List<NetworkRange> done, int perTask) {

    BitSet missing() {
      BitSet missing = new BitSet();
      missing.set(from, networks);
      done.forEach(range -> missing.clear(range.first(), range.end()));
      return missing;
    }

    List<NetworkRange> tasks() {
      NetworkSet set = new NetworkSet();
      done.forEach(set::add);
      double seconds = DeviceCost.secondsPerNetwork(CELL);
      TaskCutter cutter =
          new TaskCutter(Duration.ofNanos((long) (seconds * (perTask + 0.5) * 1e9)));
      return cutter.cut(CELL, from, networks, set).toList();
    }
  }

  @Property(seed = "1")
  void shouldAskForExactlyWhatIsMissing(@ForAll("wishes") Wish wish) {
    List<NetworkRange> tasks = wish.tasks();

    assertThat(union(tasks)).isEqualTo(wish.missing());
    assertThat(tasks).isSortedAccordingTo(Comparator.comparingInt(NetworkRange::first));
    assertThat(tasks).allMatch(task -> task.count() <= wish.perTask());
  }

  /** A submit that was interrupted after any task goes on with the others. */
  @Property(seed = "1")
  void shouldGoOnAfterAnyTask(@ForAll("wishes") Wish wish, @ForAll double place) {
    List<NetworkRange> tasks = wish.tasks();
    int published = tasks.isEmpty() ? 0 : (int) (Math.abs(place % 1) * tasks.size());
    int from = published == 0 ? wish.from() : tasks.get(published - 1).end();

    List<NetworkRange> rest = new Wish(from, wish.networks(), wish.done(), wish.perTask()).tasks();

    assertThat(union(Stream.concat(tasks.stream().limit(published), rest.stream()).toList()))
        .isEqualTo(wish.missing());
  }

  @Provide
  Arbitrary<Wish> wishes() {
    Arbitrary<Integer> networks =
        Arbitraries.frequencyOf(
            Tuple.of(15, Arbitraries.integers().between(1, 40)),
            Tuple.of(1, Arbitraries.integers().between(65_000, MOST)));
    return networks.flatMap(
        wanted ->
            Combinators.combine(
                    Arbitraries.integers().between(0, wanted),
                    done(wanted).list().ofMaxSize(6),
                    Arbitraries.oneOf(
                        Arbitraries.integers().between(1, 8), Arbitraries.just(10_000)))
                .as((from, done, perTask) -> new Wish(from, wanted, done, perTask)));
  }

  /** Ranges of any place and length; some reach beyond what is wanted, as other sweeps may. */
  private static Arbitrary<NetworkRange> done(int wanted) {
    return Combinators.combine(
            Arbitraries.integers().between(0, wanted + 5),
            Arbitraries.oneOf(
                Arbitraries.integers().between(1, 5), Arbitraries.integers().between(1, wanted)))
        .as(NetworkRange::new);
  }

  /** The networks of tasks; none of them is in two. */
  private static BitSet union(List<NetworkRange> tasks) {
    BitSet union = new BitSet();
    for (NetworkRange task : tasks) {
      assertThat(union.get(task.first(), task.end()).isEmpty())
          .as("%s is asked for once", task)
          .isTrue();
      union.set(task.first(), task.end());
    }
    return union;
  }
}
