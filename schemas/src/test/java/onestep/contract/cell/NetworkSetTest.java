package onestep.contract.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetworkSetTest {

  @Test
  void shouldEndAfterItsHighestNetwork() {
    NetworkSet set = NetworkSet.upTo(3);
    set.add(17);

    assertThat(set.end()).isEqualTo(18);
    assertThat(new NetworkSet().end()).isZero();
  }

  @Test
  void shouldStopAtTheMostRanges() {
    assertThat(NetworkSet.upTo(2_000_000_000).ranges(10, 3))
        .containsExactly(
            new NetworkRange(0, 10), new NetworkRange(10, 10), new NetworkRange(20, 10));
    assertThat(NetworkSet.upTo(5).ranges(2, 3)).isEqualTo(NetworkSet.upTo(5).ranges(2));
  }

  @Test
  void shouldGiveEqualBytesForEqualSetsWhateverTheirHistory() {
    List<Integer> networks = new ArrayList<>(IntStream.range(0, 20_000).boxed().toList());
    NetworkSet ascending = NetworkSet.upTo(20_000);
    Collections.shuffle(networks, new Random(5));
    NetworkSet shuffled = new NetworkSet();
    networks.forEach(shuffled::add);

    assertThat(shuffled.toBytes()).isEqualTo(ascending.toBytes());
    assertThat(ascending.toBytes().remaining()).isLessThan(64);
  }

  @Test
  void shouldComeBackFromItsBytes() {
    NetworkSet set = new NetworkSet();
    set.add(new NetworkRange(3, 4));
    set.add(1_000_000);

    assertThat(NetworkSet.of(set.toBytes())).isEqualTo(set);
  }

  @Test
  void shouldSayWhetherANetworkIsNew() {
    NetworkSet set = new NetworkSet();

    assertThat(set.add(4)).isTrue();
    assertThat(set.add(4)).isFalse();
    assertThat(set.size()).isEqualTo(1);
  }

  @Test
  void shouldCutRunsOfTheMissingIntoRanges() {
    NetworkSet seen = new NetworkSet();
    seen.add(new NetworkRange(2, 3));

    List<NetworkRange> missing = NetworkSet.upTo(12).minus(seen).ranges(4);

    assertThat(missing)
        .containsExactly(new NetworkRange(0, 2), new NetworkRange(5, 4), new NetworkRange(9, 3));
  }

  @Test
  void shouldCountBelowABound() {
    NetworkSet set = NetworkSet.upTo(10);

    assertThat(set.sizeBelow(0)).isZero();
    assertThat(set.sizeBelow(4)).isEqualTo(4);
    assertThat(set.sizeBelow(100)).isEqualTo(10);
  }

  @Test
  void shouldRefuseBytesThatAreNoSet() {
    assertThatThrownBy(() -> NetworkSet.of(ByteBuffer.wrap(new byte[] {1, 2, 3})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a set of networks");
  }

  /** Runs that overlap, which the library reads without a word. */
  @Test
  void shouldRefuseBytesThatContradictEachOther() {
    NetworkSet set = NetworkSet.upTo(10);
    set.add(new NetworkRange(20, 10));
    byte[] bytes = set.toBytes().array();
    int startOfSecondRun = bytes.length - 4;
    bytes[startOfSecondRun] = 5;

    assertThatThrownBy(() -> NetworkSet.of(ByteBuffer.wrap(bytes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a set of networks");
  }
}
