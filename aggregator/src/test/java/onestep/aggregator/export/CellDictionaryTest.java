package onestep.aggregator.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CellDictionaryTest {

  /** The page that readers find; what this test expects is what has to stand there. */
  private static final Path PAGE = Path.of("CELLS.md");

  @Test
  void shouldStandOnThePageAsItIs() throws IOException {
    assertThat(Files.readString(PAGE)).contains(CellDictionary.markdown());
  }

  @Test
  void shouldDefineEveryColumnInASentence() {
    assertThat(CellTable.columns())
        .isNotEmpty()
        .allSatisfy(column -> assertThat(column.definition()).endsWith("."));
  }

  /** What a cell is and what was counted needs no estimator; everything else has one. */
  @Test
  void shouldTellTheEstimatorOfEveryNumberThatIsEstimated() {
    assertThat(CellTable.columns())
        .filteredOn(column -> column.estimator().isEmpty())
        .extracting(Column::name)
        .containsExactly(
            "cell",
            "depth",
            "width",
            "dimension",
            "activation",
            "gain",
            "attack",
            "max_step",
            "max_step_unit",
            "resolution",
            "parameters",
            "sampler",
            "seed",
            "numerics",
            "networks",
            "points",
            "trials",
            "flipped",
            "degenerate",
            "unresolved",
            "stop_statistic",
            "stop_decision",
            "stop_networks",
            "stop_max_networks",
            "stop_confidence");
  }
}
