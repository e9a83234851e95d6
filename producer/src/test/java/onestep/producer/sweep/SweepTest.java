package onestep.producer.sweep;

import static onestep.producer.sweep.SweepReaderTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import onestep.contract.InvalidInputException;
import org.junit.jupiter.api.Test;

class SweepTest {

  private static final String OVERLAPPING =
      """
      width: 10
      networks: 5
      cells:
        - {depth: [1, 2], dimension: [10, 20], note: first}
        - {depth: [2, 3], dimension: [20, 30], networks: 9, note: second}
        - {width: [[10, 10]], dimension: 20, networks: 7}
      """;

  @Test
  void shouldMergeCellsOfSeveralGridsWithTheMostNetworks() {
    Sweep sweep = read(OVERLAPPING);

    assertThat(
            sweep
                .plan()
                .map(
                    cell ->
                        cell.position()
                            + ": "
                            + cell.spec().model().depth()
                            + " "
                            + cell.spec().model().dimension()
                            + " x"
                            + cell.networks()
                            + " "
                            + cell.note()))
        .containsExactly(
            "0: 1 10 x5 first",
            "1: 1 20 x5 first",
            "2: 2 10 x5 first",
            "3: 2 20 x9 first",
            "4: 2 30 x9 second",
            "5: 3 20 x9 second",
            "6: 3 30 x9 second");
    assertThat(sweep.cells()).isEqualTo(7);
    assertThat(sweep.networks()).isEqualTo(51);
    assertThat(sweep.note(3)).hasValue("first");
    assertThat(sweep.note(4)).hasValue("second");
  }

  @Test
  void shouldKnowTheStopRuleOfACellThatSeveralGridsHave() {
    Sweep sweep =
        read(
            """
            {depth: 1, width: 10, dimension: 10, networks: 7,
             stop: {relative_error: 0.1, max_networks: 500},
             cells: [{}, {width: [10, 20]}, {width: 30, networks: 9}]}
            """);

    assertThat(sweep.plan().map(cell -> cell.stop().isPresent()))
        .containsExactly(true, true, false);
    assertThat(sweep.adaptiveCells()).isEqualTo(2);
    assertThat(sweep.networks()).isEqualTo(500 + 500 + 9);
  }

  @Test
  void shouldRefuseACellThatTwoGridsStopDifferently() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    {depth: 1, width: 10, dimension: 10, networks: 7,
                     cells: [{}, {stop: {relative_error: 0.1, max_networks: 500}}]}
                    """))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "an earlier entry has some of these cells with another stop: give both the same");
  }

  @Test
  void shouldMergeACellWhoseSamplerOneGridForcesAndTheOtherChooses() {
    String chosen =
        read("{depth: 2, width: 10, dimension: 10, networks: 1}")
            .plan()
            .map(cell -> cell.spec().model().sampler().label())
            .collect(Collectors.joining());

    Sweep sweep =
        read(
            """
            {depth: 2, width: 10, dimension: 10, networks: 1,
             cells: [{}, {sampler: dense}, {sampler: conditioned}]}
            """);

    assertThat(chosen).isIn("dense", "conditioned");
    assertThat(sweep.cells()).isEqualTo(2);
  }

  @Test
  void shouldGoOnFromAnyPosition() {
    Sweep sweep = read(OVERLAPPING);
    List<PlannedCell> all = sweep.plan().toList();

    for (int position = 0; position <= all.size(); position++) {
      assertThat(sweep.planFrom(position).toList())
          .as("from %d", position)
          .isEqualTo(all.subList(position, all.size()));
    }
  }

  @Test
  void shouldWalkOverAMillionCellsWithoutHoldingThem() {
    String values =
        IntStream.rangeClosed(1, 1000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    Sweep sweep =
        read(
            "{depth: 1, sampler: dense, width: [%s], dimension: [%s], networks: 1}"
                .formatted(values, values));
    List<WeakReference<PlannedCell>> some = new ArrayList<>();

    Iterator<PlannedCell> cells = sweep.plan().iterator();
    long count = 0;
    while (cells.hasNext()) {
      PlannedCell cell = cells.next();
      if (count++ % 10_000 == 0) {
        some.add(new WeakReference<>(cell));
      }
    }

    System.gc();
    assertThat(count).isEqualTo(1_000_000).isEqualTo(sweep.cells());
    assertThat(some).hasSize(100).allMatch(cell -> cell.get() == null);
    assertThat(cells.hasNext()).isFalse();
  }

  @Test
  void shouldStartInTheMiddleOfAMillionCells() {
    String values =
        IntStream.rangeClosed(1, 1000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    Sweep sweep =
        read(
            "{depth: 1, sampler: dense, width: [%s], dimension: [%s], networks: 1}"
                .formatted(values, values));

    assertThat(sweep.planFrom(500_003).findFirst())
        .hasValueSatisfying(
            cell -> {
              assertThat(cell.position()).isEqualTo(500_003);
              assertThat(cell.spec().model().widths()).containsExactly(501);
              assertThat(cell.spec().model().dimension()).isEqualTo(4);
            });
  }

  @Test
  void shouldWriteTheSameSpecificationWhateverTheOrderOfKeys() {
    Sweep one = read("{depth: 2, width: [10], dimension: 30, networks: 5, gain: 0.1}");
    Sweep same = read("{gain: 1e-1, networks: 5, points: 1, dimension: 30, width: 10, depth: 2}");

    assertThat(one.specification()).isEqualTo(same.specification());
    assertThat(one.specification())
        .isEqualTo(
            "{\"cells\":[{\"activation\":[\"relu\"],\"attack\":[{"
                + "\"max_step\":20,\"name\":\"smallest-step\",\"resolution\":0.5,\"unit\":\"eta\"}],\"depth\":[2],"
                + "\"dimension\":[30],\"gain\":[0.1],\"networks\":5,\"note\":\"\",\"points\":[1],"
                + "\"sampler\":\"auto\",\"seed\":[1],\"width\":[10]}],\"name\":\"test\","
                + "\"planner\":{\"cost_model\":2,\"numerics\":\"cpu-2\"}}");
  }

  @Test
  void shouldWriteAnotherSpecificationWhenAnythingWantedChanges() {
    String base = "{depth: 2, width: 10, dimension: 30, networks: 5}";

    assertThat(read(base).specification())
        .isNotEqualTo(read(base.replace("networks: 5", "networks: 6")).specification())
        .isNotEqualTo(read(base.replace("width: 10", "width: [10, 11]")).specification())
        .isNotEqualTo(read(base.replace("}", ", note: x}")).specification());
  }
}
