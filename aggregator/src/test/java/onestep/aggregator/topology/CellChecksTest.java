package onestep.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import onestep.aggregator.statistics.Disagreement;
import onestep.contract.cell.CellSpec;
import onestep.contract.record.Result;
import org.apache.avro.message.SchemaStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellChecksTest {

  private static final CellSpec SPEC = Fixtures.spec(10);
  private static final CellEntrySerde SERDE = new CellEntrySerde(new SchemaStore.Cache());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldBeAFunctionOfTheSetOfChecks(long seed) {
    // Given checks of few networks, so that several speak of the same
    Random random = new Random(seed);
    List<Result> checks = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      checks.add(
          Fixtures.check(
              SPEC,
              "first-" + random.nextInt(3),
              "again-" + random.nextInt(3),
              List.of(random.nextInt(50)),
              List.of(random.nextInt(50))));
    }
    CellEntry calm = new CellEntry();
    checks.forEach(calm::check);

    // When
    List<Result> again = new ArrayList<>(checks);
    again.addAll(checks.subList(0, random.nextInt(60)));
    Collections.shuffle(again, random);
    CellEntry stormy = new CellEntry();
    for (Result check : again) {
      stormy.check(check);
      stormy = random.nextInt(4) == 0 ? restarted(stormy) : stormy;
    }

    // Then
    assertThat(stormy.checks().checked()).isEqualTo(calm.checks().checked());
    assertThat(stormy.checks().disagreeing()).isEqualTo(calm.checks().disagreeing());
    assertThat(calm.checks().told()).hasSize(CellChecks.MOST_TOLD);
    assertThat(stormy.checks().told()).isEqualTo(calm.checks().told());
  }

  @Test
  void shouldTellOfTheFirstNetworksAndCountAll() {
    CellChecks checks = new CellChecks();

    List<Disagreement> news =
        checks.add(
            Fixtures.check(
                SPEC,
                "a",
                "b",
                List.of(1),
                IntStream.range(10, 40).map(i -> 49 - i).boxed().toList()));

    assertThat(news).hasSize(30);
    assertThat(checks.checked().size()).isEqualTo(31);
    assertThat(checks.disagreeing().size()).isEqualTo(30);
    assertThat(checks.told())
        .extracting(Disagreement::network)
        .containsExactlyElementsOf(IntStream.range(10, 30).boxed().toList());
  }

  @Test
  void shouldTellOfADisagreementOnce() {
    CellChecks checks = new CellChecks();
    Result check = Fixtures.check(SPEC, "a", "b", List.of(), List.of(4));

    assertThat(checks.add(check))
        .containsExactly(new Disagreement(SPEC.id(), 4, "a", "b", "network 4 differs"));
    assertThat(checks.add(check)).isEmpty();
  }

  @Test
  void shouldRefuseANetworkThatIsNone() {
    CellChecks checks = new CellChecks();
    Result check = Fixtures.check(SPEC, "a", "b", List.of(1), List.of(-4));

    assertThatThrownBy(() -> checks.add(check))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-4");
    assertThat(checks.checked().size()).isZero();
  }

  private static CellEntry restarted(CellEntry entry) {
    return SERDE.deserializer().deserialize("t", SERDE.serializer().serialize("t", entry));
  }
}
