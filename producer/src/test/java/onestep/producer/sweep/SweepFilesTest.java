package onestep.producer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepFilesTest {

  @TempDir Path folder;

  @Test
  void shouldLoadThePresetQuickWithItsHugeLastCell() {
    Sweep sweep = SweepFiles.load("quick", Limits.DEFAULT);

    assertThat(sweep.name()).isEqualTo("quick");
    assertThat(sweep.plan().map(cell -> cell.spec().model().depth()).distinct())
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(sweep.planFrom(sweep.cells() - 1))
        .singleElement()
        .satisfies(
            last -> {
              assertThat(last.spec().model().sampler()).isEqualTo(Sampler.CONDITIONED);
              assertThat(last.note()).isEqualTo("20 TB of weights, never stored");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quick",
        "grid",
        "figures",
        "activations",
        "claims",
        "paper",
        "statements",
        "window",
        "shapes",
        "precise"
      })
  void shouldPlanTheSameCellsFromAPublishedSpecification(String preset) {
    Sweep sweep = SweepFiles.load(preset, Limits.DEFAULT);

    Sweep published = SweepFiles.published(sweep.name(), sweep.specification());

    assertThat(published.specification()).isEqualTo(sweep.specification());
    assertThat(published.plan()).containsExactlyElementsOf(sweep.plan().toList());
  }

  @Test
  void shouldPlanTheSameCellsFromAPublishedSpecificationWithAWidthPerLayer() throws IOException {
    Path file = folder.resolve("window.yaml");
    Files.writeString(
        file,
        """
        seed: [1, -7]
        attack: [{max_step: [3, 4], unit: linear, resolution: 0.1}, {max_step: 20}]
        note: 'a "b" — c'
        cells:
          - {depth: [1, 2], width: [[7, 5], 9], dimension: 16, gain: 1e-3, networks: 3}
          - {depth: 3, width: [[7, 5, 3]], dimension: [4, 5], points: [1, 2], networks: 2}
        """);
    Sweep sweep = SweepFiles.load(file.toString(), Limits.DEFAULT);

    Sweep published = SweepFiles.published(sweep.name(), sweep.specification());

    assertThat(published.specification()).isEqualTo(sweep.specification());
    assertThat(published.plan()).containsExactlyElementsOf(sweep.plan().toList());
  }

  @Test
  void shouldRefuseASpecificationThatAnotherVersionPlanned() {
    String other =
        SweepFiles.load("quick", Limits.DEFAULT)
            .specification()
            .replace("\"cost_model\":", "\"cost_model\":9");

    assertThatThrownBy(() -> SweepFiles.published("quick", other))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("another version of Onestep");
  }

  @Test
  void shouldLoadThePresetFiguresWithOneNetworkSizeAndBothGains() {
    Sweep sweep = SweepFiles.load("figures", Limits.DEFAULT);

    // 6 depths, 7 widths, 6 dimensions, 2 gains; 4 more widths for one layer
    assertThat(sweep.cells()).isEqualTo(6 * 7 * 6 * 2 + 4 * 6 * 2);
    assertThat(sweep.plan())
        .allSatisfy(
            cell -> {
              assertThat(cell.networks()).isEqualTo(1000);
              assertThat(cell.spec().points()).isEqualTo(1);
            });
    assertThat(widths(sweep, 1).max()).hasValue(1_000_000);
    assertThat(widths(sweep, 6).max()).hasValue(10_000);
  }

  @Test
  void shouldLoadThePresetPaperWithBothDesigns() {
    Sweep sweep = SweepFiles.load("paper", Limits.DEFAULT);

    // 6 widths for every depth at 1 point; 4 of them at 100 points
    assertThat(sweep.cells()).isEqualTo((6 * 6 + 6 * 4) * 6 * 2);
    assertThat(widths(sweep, 6).max()).hasValue(1_000_000);
    assertThat(sweep.plan().filter(cell -> cell.spec().points() == 100))
        .allSatisfy(
            cell -> {
              assertThat(cell.networks()).isEqualTo(100);
              assertThat(cell.spec().model().widths().get(0)).isLessThanOrEqualTo(10_000);
            });
  }

  @Test
  void shouldLoadThePresetActivationsWithAllOfThemInUnitsOfTheRadius() {
    Sweep sweep = SweepFiles.load("activations", Limits.DEFAULT);

    assertThat(sweep.plan().map(cell -> cell.spec().model().activation()).distinct())
        .containsExactlyInAnyOrder(Activation.values());
    assertThat(sweep.plan().map(cell -> cell.spec().attack()).distinct())
        .containsExactly(new SmallestStep(1, StepUnit.RADIUS, 0.02));
  }

  private static IntStream widths(Sweep sweep, int depth) {
    return sweep
        .plan()
        .filter(cell -> cell.spec().model().depth() == depth)
        .mapToInt(cell -> cell.spec().model().widths().get(0));
  }

  @Test
  void shouldLoadTheExampleOfTheReadme() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    int start = readme.indexOf("```yaml") + "```yaml".length();
    Path file = write("readme.yaml", readme.substring(start, readme.indexOf("```", start)));

    Sweep sweep = SweepFiles.load(file.toString(), Limits.DEFAULT);

    // 3 depths, 3 widths, 2 dimensions, 2 gains; one list of widths, 2 dimensions, 2 gains; one.
    assertThat(sweep.cells()).isEqualTo(36 + 4 + 1);
  }

  @Test
  void shouldNameASweepAfterItsFile() throws IOException {
    Path file = write("my-sweep.v2.yaml", "{depth: 1, width: 9, dimension: 9, networks: 1}");

    assertThat(SweepFiles.load(file.toString(), Limits.DEFAULT).name()).isEqualTo("my-sweep.v2");
  }

  @Test
  void shouldListThePresetsWhenThereIsNone() {
    assertRefused(
        "quik",
        "no sweep file or preset 'quik'; presets: quick, grid, figures, paper, activations, claims, statements, window, shapes, precise");
  }

  @Test
  void shouldNameAFileThatDoesNotExist() {
    String file = folder.resolve("none.yaml").toString();

    assertRefused(
        file,
        "no sweep file "
            + file
            + "; give a file or a preset: quick, grid, figures, paper, activations, claims, statements, window, shapes, precise");
  }

  @Test
  void shouldRefuseADirectory() {
    assertRefused(folder.toString(), folder + " is a directory; give a sweep file or a preset");
  }

  @Test
  void shouldRefuseAFileBeyondTheLimit() throws IOException {
    Path file = write("large.yaml", "#".repeat((1 << 20) + 1));

    assertRefused(
        file.toString(),
        file
            + " has 1,048,577 bytes, more than the limit of 1,048,576 for a sweep file: use lists");
  }

  @Test
  void shouldRefuseBytesThatAreNotText() throws IOException {
    Path file = folder.resolve("latin.yaml");
    Files.write(file, "note: é".getBytes(StandardCharsets.ISO_8859_1));

    assertRefused(file.toString(), file + " is not UTF-8 text: save it as UTF-8");
  }

  @Test
  void shouldRefuseAFileNameThatIsNoSweepName() throws IOException {
    Path file = write("My Sweep.yaml", "{depth: 1, width: 9, dimension: 9, networks: 1}");

    assertRefused(
        file.toString(),
        "My Sweep.yaml: a sweep's name must be 1 to 64 of a-z 0-9 . _ - and start with a letter or"
            + " digit, got 'My Sweep' from the file name: add name: to the file");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void assertRefused(String argument, String message) {
    assertThatThrownBy(() -> SweepFiles.load(argument, Limits.DEFAULT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }
}
