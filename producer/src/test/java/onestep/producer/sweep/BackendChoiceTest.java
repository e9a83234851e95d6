package onestep.producer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.BackendChoice;
import onestep.contract.cell.CellSpec;
import org.junit.jupiter.api.Test;

class BackendChoiceTest {

  private static final String SMALL = "{depth: 1, width: 10, dimension: 10, networks: 1%s}";

  /** Weights of 400 MB in a layer, drawn and multiplied: seconds on a core. */
  private static final String LARGE =
      "{depth: 3, width: 10000, dimension: 1000, sampler: dense, networks: 1%s}";

  private static Sweep read(String yaml, Optional<BackendChoice> forced) {
    return SweepReader.read(yaml, "test.yaml", "test", Limits.DEFAULT, forced, cell -> 1);
  }

  private static List<String> numerics(Sweep sweep) {
    return sweep.plan().map(cell -> cell.spec().numerics()).toList();
  }

  private static List<String> numerics(String yaml) {
    return numerics(read(yaml, Optional.empty()));
  }

  @Test
  void shouldComputeOnTheCpuUnlessASweepSaysOtherwise() {
    assertThat(numerics(SMALL.formatted(""))).containsExactly(CellSpec.CPU_NUMERICS);
    assertThat(numerics(SMALL.formatted(", backend: cpu"))).containsExactly(CellSpec.CPU_NUMERICS);
    assertThat(numerics(SMALL.formatted(", backend: cuda")))
        .containsExactly(CellSpec.CUDA_NUMERICS);
  }

  @Test
  void shouldChooseADeviceWhereItPays() {
    assertThat(numerics(SMALL.formatted(", backend: auto"))).containsExactly(CellSpec.CPU_NUMERICS);
    assertThat(numerics(LARGE.formatted(", backend: auto")))
        .containsExactly(CellSpec.CUDA_NUMERICS);
  }

  @Test
  void shouldTakeTheSameSamplerOnADevice() {
    assertThat(
            read(LARGE.formatted(", backend: cuda"), Optional.empty())
                .plan()
                .map(cell -> cell.spec().model().id()))
        .containsExactlyElementsOf(
            read(LARGE.formatted(""), Optional.empty())
                .plan()
                .map(cell -> cell.spec().model().id())
                .toList());
  }

  @Test
  void shouldLetTheCommandLineTakeThePlaceOfWhatTheSweepSays() {
    Sweep sweep = read(SMALL.formatted(", backend: cuda"), Optional.of(BackendChoice.CPU));

    assertThat(numerics(sweep)).containsExactly(CellSpec.CPU_NUMERICS);
    assertThat(sweep.specification())
        .isEqualTo(read(SMALL.formatted(""), Optional.empty()).specification());
  }

  @Test
  void shouldKeepTheCellsOfTwoBackendsApartAndMergeThoseOfOne() {
    Sweep sweep =
        read(
            "{depth: 1, width: 10, dimension: 10, networks: 1,"
                + " cells: [{backend: cpu}, {backend: cuda}, {backend: auto}, {backend: cuda}]}",
            Optional.empty());

    assertThat(numerics(sweep))
        .containsExactly(CellSpec.CPU_NUMERICS, CellSpec.CUDA_NUMERICS); // auto is cpu here
    assertThat(sweep.deviceCells()).isEqualTo(1);
  }

  @Test
  void shouldPlanTheSameCellsFromThePublishedSpecification() {
    Sweep sweep = read(LARGE.formatted(", backend: auto"), Optional.empty());

    Sweep published = SweepFiles.published("test", sweep.specification());

    assertThat(sweep.specification())
        .contains("\"backend\":\"auto\"")
        .contains("\"device_cost\":3,\"device_numerics\":\"cuda-2\"");
    assertThat(numerics(published)).isEqualTo(numerics(sweep));
  }

  @Test
  void shouldRefuseABackendThatIsNone() {
    assertThatThrownBy(() -> numerics(SMALL.formatted(", backend: gpu")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("backend must be one of cpu, cuda, auto, got 'gpu'");
  }
}
