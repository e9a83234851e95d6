package onestep.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.record.Cell;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.contract.record.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossCheckTest {

  private static final CellSpec SPEC = Fixtures.spec(100);
  private static final Cell WANTED =
      Fixtures.withTasks(Fixtures.cell("s", SPEC, 1_000), TaskQueue.SMALL);

  /** The draws are fixed, so this does not fail at random: of other cells, one in 1e6 would. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3})
  void shouldDrawTheShare(double share) {
    CrossCheck check = new CrossCheck(share);
    int networks = 200_000;

    long drawn = IntStream.range(0, networks).filter(n -> check.draws(SPEC.id(), n)).count();

    double deviation = Math.sqrt(networks * share * (1 - share));
    assertThat(Math.abs(drawn - networks * share)).isLessThan(5 * deviation);
  }

  @Test
  void shouldDrawNoneOrAllAtTheEnds() {
    assertThat(IntStream.range(0, 10_000).filter(n -> new CrossCheck(0).draws(SPEC.id(), n)))
        .isEmpty();
    assertThat(IntStream.range(0, 10_000).filter(n -> !new CrossCheck(1).draws(SPEC.id(), n)))
        .isEmpty();
  }

  @Test
  void shouldDrawOtherNetworksOfAnotherCell() {
    CrossCheck check = new CrossCheck(0.5);
    String other = Fixtures.spec(10).id();

    assertThat(
            IntStream.range(0, 64).filter(n -> check.draws(SPEC.id(), n) != check.draws(other, n)))
        .isNotEmpty();
  }

  @Test
  void shouldSpanTheRowsThatAreDrawnAndNotSeen() {
    // Given
    Result result = Fixtures.result("s", SPEC, 3, 5);
    NetworkSet seen = new NetworkSet();
    seen.add(new NetworkRange(0, 4));
    seen.add(7);

    // When
    Task task = new CrossCheck(1).of(result, seen, WANTED, Fixtures.AT).orElseThrow().task();

    // Then
    assertThat(task.getExpected()).isEqualTo(result.getRows().subList(1, 4));
    assertThat(task.getFirst()).isEqualTo(4);
    assertThat(task.getCount()).isEqualTo(3);
    assertThat(task.getEstimatedSeconds()).isEqualTo(3 * 0.25);
  }

  @Test
  void shouldAskForNothingOfACellWhoseTasksNobodyKnowsHowToMake() {
    Result result = Fixtures.result("s", SPEC, 3, 5);

    assertThat(
            new CrossCheck(1)
                .of(result, new NetworkSet(), Fixtures.cell("s", SPEC, 10), Fixtures.AT))
        .isEmpty();
  }

  @Test
  void shouldHaveACpuCheckWhatADeviceHasComputed() { // as the queue of checks is for CPUs
    CellSpec device = SPEC.withNumerics(CellSpec.CUDA_NUMERICS);
    Cell wanted = Fixtures.withTasks(Fixtures.cell("s", device, 10), TaskQueue.GPU);

    assertThat(
            new CrossCheck(1)
                .of(Fixtures.result("s", device, 0, 1), new NetworkSet(), wanted, Fixtures.AT))
        .hasValueSatisfying(task -> assertThat(task.queue()).isEqualTo(TaskQueue.CHECKS));
  }

  @Test
  void shouldKeepATaskBelowWhatBrokersTake() {
    // Given rows of 250 kB each
    List<Double> numbers = Collections.nCopies(10_000, 1.5);
    List<NetworkRow> rows =
        IntStream.range(0, 6)
            .mapToObj(
                network ->
                    NetworkRow.newBuilder()
                        .setNetwork(network)
                        .setValues(numbers)
                        .setGradientNorms(numbers)
                        .setSteps(numbers)
                        .setOutcomes(ByteBuffer.wrap(new byte[numbers.size()]))
                        .build())
            .toList();

    // When
    Task task =
        new CrossCheck(1)
            .of(Fixtures.result("s", SPEC, rows), new NetworkSet(), WANTED, Fixtures.AT)
            .orElseThrow()
            .task();

    // Then
    assertThat(task.getExpected()).hasSize(3);
    try (AvroSerializer<Task> serializer = new AvroSerializer<>()) {
      assertThat(serializer.serialize("t", task).length).isLessThan(900_000);
    }
  }

  @Test
  void shouldRefuseAShareThatIsNone() {
    assertThatThrownBy(() -> new CrossCheck(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
    assertThatThrownBy(() -> new CrossCheck(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
