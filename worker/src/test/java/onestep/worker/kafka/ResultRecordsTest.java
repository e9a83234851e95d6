package onestep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import onestep.contract.cell.CellSpec;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.worker.agreement.RowAgreement;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.slots.Computed;
import org.apache.avro.message.SchemaStore;
import org.junit.jupiter.api.Test;

class ResultRecordsTest {

  @Test
  void shouldSplitRowsOverRecordsThatBrokersTake() {
    // Given
    CellSpec cell = TestTasks.cell(5_000);
    Computed computed = computed(cell, 20, Duration.ofSeconds(10));

    // When
    List<Result> records = records(cell, computed);

    // Then
    assertThat(records).hasSize(4);
    assertThat(records)
        .flatExtracting(Result::getRows)
        .extracting(NetworkRow::getNetwork)
        .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    try (AvroSerializer<Result> serializer = new AvroSerializer<>()) {
      assertThat(records)
          .allSatisfy(
              record ->
                  assertThat(serializer.serialize("onestep.results", record).length)
                      .isLessThan(ResultRecords.MAX_BYTES + 1_000));
    }
  }

  @Test
  void shouldDivideTheWallTimeAmongTheRecords() {
    // Given
    CellSpec cell = TestTasks.cell(5_000);
    Computed computed = computed(cell, 20, Duration.ofSeconds(10));

    // When
    List<Result> records = records(cell, computed);

    // Then
    assertThat(records.stream().mapToDouble(Result::getSeconds).sum())
        .isEqualTo(10.0, within(1e-9));
  }

  @Test
  void shouldKeepARowThatIsLargerThanARecordShouldBe() {
    // Given
    CellSpec cell = TestTasks.cell(40_000);
    Computed computed = computed(cell, 2, Duration.ofSeconds(1));

    // When
    List<Result> records = records(cell, computed);

    // Then
    assertThat(records).hasSize(2).allSatisfy(r -> assertThat(r.getRows()).hasSize(1));
  }

  @Test
  void shouldWriteOutcomesByTheirCodes() {
    // Given
    CellSpec cell = TestTasks.cell(4);
    double[] numbers = {1, 2, 3, 4};
    NetworkTrials trials =
        new NetworkTrials(
            0,
            numbers,
            numbers,
            new Outcome[] {
              Outcome.UNRESOLVED, Outcome.DEGENERATE, Outcome.FLIPPED, Outcome.NOT_FLIPPED
            },
            numbers);

    // When
    List<Result> records = records(cell, new Computed(List.of(trials), Duration.ofSeconds(1)));

    // Then
    assertThat(records.get(0).getRows().get(0).getOutcomes().array()).containsExactly(3, 2, 1, 0);
  }

  @Test
  void shouldWriteAndReadBackQuantitiesWithThoseThatATrialHasNot() {
    // Given
    CellSpec cell = TestTasks.cell(2);
    double[] numbers = {1, 2};
    double[][] quantities = {{0.5, Double.NaN}, {1, 0}};
    Outcome[] outcomes = {Outcome.NOT_FLIPPED, Outcome.NOT_FLIPPED};
    NetworkTrials trials =
        new NetworkTrials(
            7, numbers, numbers, outcomes, numbers, new double[0], new double[0], quantities);

    // When
    Result record = records(cell, new Computed(List.of(trials), Duration.ofSeconds(1))).get(0);

    // Then
    try (AvroSerializer<Result> serializer = new AvroSerializer<>();
        AvroDeserializer<Result> deserializer =
            new AvroDeserializer<>(Result.class, new SchemaStore.Cache())) {
      Result read =
          deserializer.deserialize(
              "onestep.results", serializer.serialize("onestep.results", record));
      assertThat(read).isEqualTo(record);
      assertThat(read.getRows().get(0).getQuantities())
          .containsExactly(List.of(0.5, Double.NaN), List.of(1.0, 0.0));
    }
  }

  @Test
  void shouldReadBackTheTrialsOfARow() {
    // Given
    Outcome[] outcomes = {Outcome.FLIPPED, Outcome.NOT_FLIPPED, Outcome.DEGENERATE};
    NetworkTrials trials =
        new NetworkTrials(
            7,
            new double[] {1, -0.0, 0},
            new double[] {2, 3, 0},
            outcomes,
            new double[] {0.5, Double.NaN, Double.NaN},
            new double[] {1.5, 2.5, Double.NaN},
            new double[] {4, Double.NaN, Double.NaN},
            new double[][] {{5, 6, 7}, {8, Double.NaN, 9}});
    NetworkRow row =
        records(TestTasks.cell(3), new Computed(List.of(trials), Duration.ZERO))
            .get(0)
            .getRows()
            .get(0);

    // When
    NetworkTrials read = ResultRecords.trials(row);

    // Then
    assertThat(read.network()).isEqualTo(7);
    assertThat(RowAgreement.WITHIN_PROFILE.difference(trials, read)).isEmpty();
  }

  @Test
  void shouldRefuseARowWithAnOutcomeThatIsNone() {
    // Given
    NetworkRow row =
        records(TestTasks.cell(2), computed(TestTasks.cell(2), 1, Duration.ZERO))
            .get(0)
            .getRows()
            .get(0);
    NetworkRow other =
        NetworkRow.newBuilder(row).setOutcomes(ByteBuffer.wrap(new byte[] {0, 4})).build();

    // When / Then
    assertThatThrownBy(() -> ResultRecords.trials(other))
        .isInstanceOf(MalformedTaskException.class)
        .hasMessageContaining("no outcome has code 4");
  }

  private static Computed computed(CellSpec cell, int networks, Duration elapsed) {
    return new Computed(
        IntStream.range(0, networks).mapToObj(n -> TestTasks.trials(cell, n)).toList(), elapsed);
  }

  private static List<Result> records(CellSpec cell, Computed computed) {
    Assignment assignment = Assignment.of(TestTasks.task(cell, 0, computed.networks().size()));
    return ResultRecords.of(assignment, computed, "worker", Instant.EPOCH);
  }
}
