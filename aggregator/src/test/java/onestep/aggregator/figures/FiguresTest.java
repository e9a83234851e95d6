package onestep.aggregator.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiguresTest {

  @Test
  void shouldNumberFiguresAsThePaperDoes() {
    // Given
    List<CellSummary> cells =
        SampleCells.grid(List.of(1, 2, 3, 4, 5, 6), List.of(10), List.of(20, 50), 1);

    // When
    List<Figure> figures = Figures.render(cells);

    // Then
    assertThat(figures)
        .extracting(Figure::name)
        .containsExactly(
            "figure-1", "figure-2", "figure-3", "figure-4", "figure-5", "figure-6", "figure-7");
    assertThat(figures.get(0).title()).endsWith("for L = 1");
    assertThat(figures.get(6).title()).endsWith("for L = 6");
  }

  @Test
  void shouldDrawEachGainApart() {
    // Given
    List<CellSummary> cells =
        new ArrayList<>(SampleCells.grid(List.of(1), List.of(10), List.of(20), 1));
    cells.addAll(SampleCells.grid(List.of(1), List.of(10), List.of(20), 2));

    // When
    List<Figure> figures = Figures.render(cells);

    // Then
    assertThat(figures)
        .extracting(Figure::name)
        .containsExactly(
            "figure-1-gain-1", "figure-2-gain-1", "figure-1-gain-2", "figure-2-gain-2");
  }

  @Test
  void shouldKeepFileNamesShort() {
    // Given
    List<CellSummary> cells =
        List.of(SampleCells.cell(1, 10, 20, 1), SampleCells.cell(1, 10, 20, 1e-300));

    // When
    List<Figure> figures = Figures.render(cells);

    // Then
    assertThat(figures)
        .extracting(Figure::name)
        .contains("figure-1-gain-1", "figure-1-gain-1.0E-300");
  }

  @Test
  void shouldSayHowMuchWasSampled() {
    // Given: 100 networks of 100 points, and none
    List<CellSummary> some = List.of(SampleCells.cell(1, 10, 20), SampleCells.unseen(1, 10, 50));

    // When, Then
    assertThat(Figures.render(some).get(0).toSvg())
        .contains("averages over up to 100 networks × 100 points;");
    assertThat(Figures.render(List.of(SampleCells.ofOnePoint(1, 10, 20))).get(0).toSvg())
        .contains("averages over 100 networks × 1 point;");
  }

  @Test
  void shouldDrawNothingOfNothing() {
    assertThat(Figures.render(List.of())).isEmpty();
  }

  @Test
  void shouldLeaveCellsOfUnequalWidthsToTheTable() {
    assertThat(Figures.render(List.of(SampleCells.cell(List.of(20, 50), 10)))).isEmpty();
  }

  @Test
  void shouldNameEachDimensionInTheLegend() {
    // Given
    List<Integer> dimensions = List.of(10, 50, 100, 500, 1000, 10_000);
    List<CellSummary> cells = SampleCells.grid(List.of(1), dimensions, List.of(20, 200), 1);

    // When
    List<String> documents = Figures.render(cells).stream().map(Figure::toSvg).toList();

    // Then
    assertThat(documents)
        .hasSize(2)
        .allSatisfy(
            svg ->
                assertThat(dimensions)
                    .allSatisfy(d -> assertThat(svg).contains(">d = " + d + "</text>")));
  }

  @Test
  void shouldDrawTheSameBytesAgain() throws IOException {
    // Given
    List<CellSummary> cells =
        SampleCells.grid(List.of(1, 2), List.of(10, 100), List.of(20, 200), 1);

    // When
    List<Figure> first = Figures.render(cells);
    List<Figure> second = Figures.render(cells);

    // Then
    for (int i = 0; i < first.size(); i++) {
      assertThat(first.get(i).toSvg()).isEqualTo(second.get(i).toSvg());
      assertThat(png(first.get(i))).isEqualTo(png(second.get(i)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12, 60})
  void shouldKeepTheMarginWhite(int curves) throws IOException {
    // Given: more and more curves, so that the legend grows
    List<Integer> dimensions =
        IntStream.rangeClosed(1, curves).map(i -> 10_000 * i).boxed().toList();
    List<CellSummary> cells = SampleCells.grid(List.of(1, 2, 3, 4), dimensions, List.of(1000), 1);

    for (Figure figure : Figures.render(cells)) {
      // When
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png(figure)));

      // Then: nothing is cut off at an edge
      assertThat(hasInk(image, 0, 0, image.getWidth(), 12)).isFalse();
      assertThat(hasInk(image, 0, image.getHeight() - 12, image.getWidth(), 12)).isFalse();
      assertThat(hasInk(image, 0, 0, 12, image.getHeight())).isFalse();
      assertThat(hasInk(image, image.getWidth() - 12, 0, 12, image.getHeight())).isFalse();
    }
  }

  private static boolean hasInk(BufferedImage image, int x, int y, int width, int height) {
    return IntStream.of(image.getRGB(x, y, width, height, null, 0, width))
        .anyMatch(pixel -> pixel != Color.WHITE.getRGB());
  }

  private static byte[] png(Figure figure) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    figure.writePng(out);
    return out.toByteArray();
  }
}
