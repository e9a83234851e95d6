package onestep.aggregator.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.IntervalXYDataset;
import org.junit.jupiter.api.Test;

class PanelPlotTest {

  @Test
  void shouldDrawABandAlongEachStretchAndAWhiskerAtALonePoint() {
    // Given: 10 and 20, a gap, then 100 alone
    List<CellSummary> cells =
        List.of(
            SampleCells.cell(1, 10, 10),
            SampleCells.cell(1, 10, 20),
            SampleCells.unseen(1, 10, 50),
            SampleCells.cell(1, 10, 100));

    // When
    XYPlot plot = plot(Measure.SMALLEST_STEP, cells);

    // Then
    assertThat(widths(dataset(plot, DeviationRenderer.class))).containsExactly(List.of(10.0, 20.0));
    assertThat(widths(dataset(plot, XYErrorRenderer.class))).containsExactly(List.of(100.0));
  }

  @Test
  void shouldDrawFractionsWithWhiskers() {
    // Given
    CellSummary cell = SampleCells.cell(1, 10, 10);

    // When
    XYPlot plot = plot(Measure.FLIPPED, List.of(cell, SampleCells.cell(1, 10, 20)));

    // Then
    IntervalXYDataset whiskers = dataset(plot, XYErrorRenderer.class);
    assertThat(widths(whiskers)).containsExactly(List.of(10.0, 20.0));
    assertThat(whiskers.getStartYValue(0, 0)).isEqualTo(100 * cell.flippedFraction().low());
    assertThat(whiskers.getEndYValue(0, 0)).isEqualTo(100 * cell.flippedFraction().high());
  }

  @Test
  void shouldSetPointsSideBySideWhereThereIsOnlyOneWidth() {
    // Given
    List<CellSummary> cells =
        List.of(
            SampleCells.cell(1, 10, 100),
            SampleCells.cell(1, 20, 100),
            SampleCells.cell(1, 50, 100));

    // When
    List<List<Double>> widths =
        widths(dataset(plot(Measure.GRADIENT_NORM, cells), XYErrorRenderer.class));

    // Then
    assertThat(widths.get(0).get(0)).isBetween(80.0, 99.0);
    assertThat(widths.get(1).get(0)).isEqualTo(100);
    assertThat(widths.get(2).get(0)).isBetween(101.0, 125.0);
  }

  @Test
  void shouldShowTheWholePercentScale() {
    // When
    XYPlot plot = plot(Measure.FLIPPED, List.of(SampleCells.cell(1, 10, 10)));

    // Then
    assertThat(plot.getRangeAxis().getRange().contains(0)).isTrue();
    assertThat(plot.getRangeAxis().getRange().contains(100)).isTrue();
  }

  @Test
  void shouldDrawACommonTheoryAcrossThePanel() {
    // When
    XYPlot plot = plot(Measure.GRADIENT_NORM, List.of(SampleCells.cell(1, 10, 10)));

    // Then
    assertThat(plot.getRangeMarkers(Layer.FOREGROUND)).hasSize(1);
  }

  @Test
  void shouldDrawAPanelInWhichNothingHasBeenSeen() {
    // When
    XYPlot plot = plot(Measure.GRADIENT_NORM, List.of(SampleCells.unseen(1, 10, 10)));

    // Then
    assertThat(widths(dataset(plot, DeviationRenderer.class))).isEmpty();
  }

  private static XYPlot plot(Measure measure, List<CellSummary> cells) {
    Panel panel = Panel.of("", measure, cells);
    Palette palette = new Palette(panel.curves().stream().map(Curve::dimension).toList());
    return PanelPlot.of(panel, palette, DecadeAxis.rangeOf(10, 1000));
  }

  private static IntervalXYDataset dataset(XYPlot plot, Class<?> renderer) {
    for (int i = 0; i < plot.getDatasetCount(); i++) {
      if (renderer.isInstance(plot.getRenderer(i))) {
        return (IntervalXYDataset) plot.getDataset(i);
      }
    }
    throw new AssertionError("nothing is drawn by a " + renderer.getSimpleName());
  }

  private static List<List<Double>> widths(IntervalXYDataset dataset) {
    List<List<Double>> series = new ArrayList<>();
    for (int i = 0; i < dataset.getSeriesCount(); i++) {
      List<Double> widths = new ArrayList<>();
      for (int j = 0; j < dataset.getItemCount(i); j++) {
        widths.add(dataset.getXValue(i, j));
      }
      series.add(widths);
    }
    return series;
  }
}
