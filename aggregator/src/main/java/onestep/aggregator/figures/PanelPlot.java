package onestep.aggregator.figures;

import java.awt.Color;
import java.awt.Stroke;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Makes the plot of a panel. The caller draws it into any rectangle. */
final class PanelPlot {

  /** Room for the labels of both axes, the same in all panels so that they line up. */
  static final int LEFT = 52;

  static final int BOTTOM = 42;

  /** Distance of whiskers that stand side by side, as a share of the axis. */
  private static final double SIDE_STEP = 0.03;

  /** Bands lie on each other: the more there are, the fainter each. */
  private static final float BAND_OPACITY = 0.3f;

  private static final float LEAST_BAND_OPACITY = 0.03f;

  private final Panel panel;
  private final Palette palette;
  private final Range widths;

  private PanelPlot(Panel panel, Palette palette, Range widths) {
    this.panel = panel;
    this.palette = palette;
    this.widths = widths;
  }

  /**
   * The plot of a panel.
   *
   * @param widths what the horizontal axis shows
   */
  static XYPlot of(Panel panel, Palette palette, Range widths) {
    return new PanelPlot(panel, palette, widths).plot();
  }

  private XYPlot plot() {
    XYPlot plot = new XYPlot(null, widthAxis(), valueAxis(), null);
    plot.setInsets(RectangleInsets.ZERO_INSETS);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    AxisSpace left = new AxisSpace();
    left.setLeft(LEFT);
    plot.setFixedRangeAxisSpace(left);
    AxisSpace bottom = new AxisSpace();
    bottom.setBottom(BOTTOM);
    plot.setFixedDomainAxisSpace(bottom);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlinePaint(Style.FRAME);
    plot.setOutlineStroke(Style.THIN);
    plot.setDomainGridlinePaint(Style.GRID);
    plot.setDomainGridlineStroke(Style.THIN);
    plot.setRangeGridlinePaint(Style.GRID);
    plot.setRangeGridlineStroke(Style.THIN);
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    addCurves(plot);
    addTheory(plot);
    return plot;
  }

  private ValueAxis widthAxis() {
    DecadeAxis axis = new DecadeAxis("hidden width k");
    axis.setRange(widths);
    return styled(axis);
  }

  private ValueAxis valueAxis() {
    NumberAxis axis = new NumberAxis(panel.measure().label());
    if (panel.measure() == Measure.FLIPPED) {
      axis.setRange(-4, 104);
      axis.setTickUnit(new NumberTickUnit(20));
    } else {
      double highest = panel.highest().orElse(1);
      axis.setRange(0, highest > 0 ? 1.06 * highest : 1);
    }
    return styled(axis);
  }

  private static ValueAxis styled(ValueAxis axis) {
    axis.setLabelFont(Style.LABEL);
    axis.setLabelPaint(Style.INK);
    axis.setTickLabelFont(Style.TICK);
    axis.setTickLabelPaint(Style.INK);
    axis.setAxisLineVisible(false);
    axis.setTickMarkPaint(Style.FRAME);
    axis.setTickMarkOutsideLength(4);
    axis.setMinorTickMarkOutsideLength(2);
    return axis;
  }

  /**
   * Curves with their spread; a point without neighbours has a whisker, as it cannot have a band.
   */
  private void addCurves(XYPlot plot) {
    YIntervalSeriesCollection bands = new YIntervalSeriesCollection();
    YIntervalSeriesCollection whiskers = new YIntervalSeriesCollection();
    XYSeriesCollection edges = new XYSeriesCollection();
    DeviationRenderer bandRenderer = new DeviationRenderer(true, true);
    bandRenderer.setAlpha(Math.max(LEAST_BAND_OPACITY, BAND_OPACITY / panel.curves().size()));
    XYErrorRenderer whiskerRenderer = new XYErrorRenderer();
    whiskerRenderer.setDefaultLinesVisible(true);
    whiskerRenderer.setDrawSeriesLineAsPath(true);
    whiskerRenderer.setDrawXError(false);
    whiskerRenderer.setErrorStroke(Style.WHISKER);
    XYLineAndShapeRenderer edgeRenderer = lineRenderer();
    for (Curve curve : panel.curves()) {
      for (List<Point> run : curve.runs()) {
        if (panel.measure().band() && run.size() > 1) {
          bands.addSeries(intervals(bands.getSeriesCount(), run, 1));
          paint(bandRenderer, bands, curve, Style.CURVE);
          edges.addSeries(line(edges.getSeriesCount(), run, Point::low));
          paint(edgeRenderer, edges, curve, Style.EDGE);
          edges.addSeries(line(edges.getSeriesCount(), run, Point::high));
          paint(edgeRenderer, edges, curve, Style.EDGE);
        } else {
          whiskers.addSeries(intervals(whiskers.getSeriesCount(), run, sideStep(curve)));
          paint(whiskerRenderer, whiskers, curve, Style.CURVE);
        }
      }
    }
    add(plot, edges, edgeRenderer);
    add(plot, bands, bandRenderer);
    add(plot, whiskers, whiskerRenderer);
  }

  private static XYLineAndShapeRenderer lineRenderer() {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    return renderer;
  }

  /** The factor that moves a curve sideways where all stand at one width and would hide others. */
  private double sideStep(Curve curve) {
    if (!panel.hasOneWidth()) {
      return 1;
    }
    double decades = Math.log10(widths.getUpperBound() / widths.getLowerBound());
    int curves = panel.curves().size();
    return Math.pow(10, decades * SIDE_STEP * (panel.curves().indexOf(curve) - (curves - 1) / 2.0));
  }

  /** Series are keyed by their position, as several may belong to one dimension. */
  private static YIntervalSeries intervals(int key, List<Point> run, double sideStep) {
    YIntervalSeries series = new YIntervalSeries(key);
    for (Point point : run) {
      series.add(point.width() * sideStep, point.mean(), point.low(), point.high());
    }
    return series;
  }

  private static XYSeries line(int key, List<Point> points, ToDoubleFunction<Point> value) {
    XYSeries series = new XYSeries(key);
    for (Point point : points) {
      series.add(point.width(), value.applyAsDouble(point));
    }
    return series;
  }

  private static void add(XYPlot plot, XYDataset dataset, XYItemRenderer renderer) {
    int index = plot.getDatasetCount();
    plot.setDataset(index, dataset);
    plot.setRenderer(index, renderer);
  }

  /** Gives the newest series of a dataset the look of a curve. */
  private void paint(
      XYLineAndShapeRenderer renderer, XYDataset dataset, Curve curve, Stroke stroke) {
    int series = dataset.getSeriesCount() - 1;
    renderer.setSeriesPaint(series, palette.color(curve.dimension()));
    renderer.setSeriesFillPaint(series, palette.color(curve.dimension()));
    renderer.setSeriesShape(series, palette.marker(curve.dimension()));
    renderer.setSeriesStroke(series, stroke);
  }

  /** One line across the panel where all cells share a theory, otherwise one beside each curve. */
  private void addTheory(XYPlot plot) {
    OptionalDouble common = panel.commonTheory();
    if (common.isPresent()) {
      plot.addRangeMarker(
          new ValueMarker(common.getAsDouble(), Style.INK, Style.THEORY), Layer.FOREGROUND);
      return;
    }
    XYSeriesCollection theories = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = lineRenderer();
    for (Curve curve : panel.curves()) {
      theories.addSeries(line(theories.getSeriesCount(), curve.points(), Point::theory));
      paint(renderer, theories, curve, Style.THEORY);
    }
    add(plot, theories, renderer);
  }
}
