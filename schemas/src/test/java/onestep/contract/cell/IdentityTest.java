package onestep.contract.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityTest {

  private static final ModelSpec MODEL =
      new ModelSpec(List.of(100, 50), 10, Activation.RELU, 2.0, Sampler.DENSE, 7);
  private static final CellSpec CELL =
      new CellSpec(MODEL, new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.5), 3, "cpu-1");

  @Test
  void shouldNotDependOnTheOrderOfKeys() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("a", 1);
    one.put("b", List.of(2.5, "x"));
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("b", List.of(2.5, "x"));
    other.put("a", 1);

    assertThat(Identity.hash(one)).isEqualTo(Identity.hash(other));
  }

  @Test
  void shouldHashACanonicalTextThatDoesNotDependOnTheJavaVersion() {
    String text = Identity.canonical(Map.of("gain", 2e-3, "widths", List.of(1, 2), "name", "a\"b"));

    assertThat(text)
        .isEqualTo("{\"gain\":0x1.0624dd2f1a9fcp-9,\"name\":\"a\\\"b\",\"widths\":[1,2]}");
  }

  @Test
  void shouldKeepTheIdsOfPublishedCells() {
    // From an independent implementation (Python hashlib over the same text).
    // Changing these ids orphans every row that users have: it needs a new numerics profile or a
    // migration.
    assertThat(MODEL.id()).isEqualTo("05a3f50a5921156ba020bc2cb4d69d18");
    assertThat(CELL.id()).isEqualTo("6eb4055ec4df3779a1d88bb4fa8a2e59");
    assertThat(new CellSpec(MODEL, new AttackSpec.FixedStep(1.5, StepUnit.SIGMA), 3, "cpu-1").id())
        .isEqualTo("14bbf7c5b9b92f7ee260472b399b7b6b");
  }

  @Test
  void shouldTellApartCellsThatDifferInAnyField() {
    List<CellSpec> cells =
        List.of(
            CELL,
            with(new ModelSpec(List.of(50, 100), 10, Activation.RELU, 2.0, Sampler.DENSE, 7)),
            with(new ModelSpec(List.of(100, 50), 11, Activation.RELU, 2.0, Sampler.DENSE, 7)),
            with(new ModelSpec(List.of(100, 50), 10, Activation.RELU, 1.0, Sampler.DENSE, 7)),
            with(new ModelSpec(List.of(100, 50), 10, Activation.RELU, 2.0, Sampler.CONDITIONED, 7)),
            with(new ModelSpec(List.of(100, 50), 10, Activation.RELU, 2.0, Sampler.DENSE, 8)),
            with(new AttackSpec.SmallestStep(10, StepUnit.ETA, 0.5)),
            with(new AttackSpec.SmallestStep(20, StepUnit.LINEAR, 0.5)),
            with(new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.25)),
            new CellSpec(MODEL, CELL.attack(), 4, CELL.numerics()),
            new CellSpec(MODEL, CELL.attack(), 3, "cuda-1"));

    assertThat(cells.stream().map(CellSpec::id).distinct()).hasSize(cells.size());
  }

  @Test
  void shouldRefuseWhatHasNoCanonicalForm() {
    assertThatThrownBy(() -> Identity.hash(Map.of("x", 1.5f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
  }

  private static CellSpec with(ModelSpec model) {
    return new CellSpec(model, CELL.attack(), CELL.points(), CELL.numerics());
  }

  private static CellSpec with(AttackSpec attack) {
    return new CellSpec(MODEL, attack, CELL.points(), CELL.numerics());
  }
}
