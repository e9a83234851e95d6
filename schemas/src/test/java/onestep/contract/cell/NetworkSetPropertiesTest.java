package onestep.contract.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A set of networks is what a set of integers is. */
class NetworkSetPropertiesTest {

  /** Beyond one container of the bitmap, which holds 65,536 indices. */
  private static final int LAST = 140_000;

  /** How far from an edge of a container ranges begin. */
  private static final int NEAR = 15;

  @Property(seed = "1")
  void shouldTakeAwayExactlyWhatIsDone(
      @ForAll("ranges") List<NetworkRange> wanted, @ForAll("ranges") List<NetworkRange> done) {
    Set<Integer> missing = integers(wanted);
    missing.removeAll(integers(done));

    assertThat(integers(set(wanted).minus(set(done)))).isEqualTo(missing);
  }

  @Property(seed = "1")
  void shouldUnite(
      @ForAll("ranges") List<NetworkRange> some, @ForAll("ranges") List<NetworkRange> others) {
    Set<Integer> either = integers(some);
    either.addAll(integers(others));

    assertThat(integers(set(some).union(set(others)))).isEqualTo(either);
  }

  @Property(seed = "1")
  void shouldCount(
      @ForAll("ranges") List<NetworkRange> ranges, @ForAll @IntRange(max = LAST) int bound) {
    Set<Integer> integers = integers(ranges);

    assertThat(set(ranges).size()).isEqualTo(integers.size());
    assertThat(set(ranges).sizeBelow(bound))
        .isEqualTo(integers.stream().filter(network -> network < bound).count());
  }

  @Property(seed = "1")
  void shouldCutIntoRangesInOrderNoneTooLong(
      @ForAll("ranges") List<NetworkRange> ranges, @ForAll @IntRange(min = 1) int longest) {
    List<NetworkRange> cut = set(ranges).ranges(longest);

    assertThat(cut.stream().flatMapToInt(NetworkSetPropertiesTest::networks).boxed())
        .containsExactlyElementsOf(integers(ranges));
    assertThat(cut).allMatch(range -> range.count() <= longest);
  }

  /** Equal bytes for equal sets, however they came about; that is what states are compared by. */
  @Property(seed = "1")
  void shouldHaveBytesThatAreAFunctionOfTheSet(@ForAll("ranges") List<NetworkRange> ranges) {
    NetworkSet oneByOne = new NetworkSet();
    integers(ranges).forEach(oneByOne::add);

    assertThat(oneByOne.toBytes()).isEqualTo(set(ranges).toBytes());
    assertThat(NetworkSet.of(oneByOne.toBytes()).toBytes()).isEqualTo(oneByOne.toBytes());
  }

  @Provide
  Arbitrary<List<NetworkRange>> ranges() {
    Arbitrary<Integer> first =
        Arbitraries.oneOf(Arbitraries.integers().between(0, NEAR), near(1 << 16), near(1 << 17));
    return Combinators.combine(first, Arbitraries.integers().between(1, NEAR))
        .as(NetworkRange::new)
        .list()
        .ofMaxSize(8);
  }

  private static Arbitrary<Integer> near(int edge) {
    return Arbitraries.integers().between(edge - NEAR, edge + NEAR);
  }

  private static NetworkSet set(List<NetworkRange> ranges) {
    NetworkSet set = new NetworkSet();
    ranges.forEach(set::add);
    return set;
  }

  private static Set<Integer> integers(List<NetworkRange> ranges) {
    Set<Integer> integers = new TreeSet<>();
    ranges.forEach(range -> networks(range).forEach(integers::add));
    return integers;
  }

  private static Set<Integer> integers(NetworkSet set) {
    Set<Integer> integers = new TreeSet<>();
    for (int edge : List.of(0, 1 << 16, 1 << 17)) {
      IntStream.range(edge - NEAR, edge + 2 * NEAR).filter(set::contains).forEach(integers::add);
    }
    return integers;
  }

  private static IntStream networks(NetworkRange range) {
    return IntStream.range(range.first(), range.end());
  }
}
