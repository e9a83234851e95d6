package onestep.aggregator.figures.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Draws what a panel shows between its axes. */
final class PanelDrawing {

  /** Distance of the markers of points beyond the axis from its end. */
  private static final double BEYOND_GAP = 4;

  private static final double CAP = 1.1;

  /** Bands lie on each other: the more there are, the fainter each, out of 255. */
  private static final int BAND_OPACITY = 24;

  private static final int OPACITY_OF_ALL_BANDS = 130;
  private static final int EDGE_OPACITY = 150;

  private final Graphics2D g2;
  private final Panel panel;
  private final Rectangle2D area;
  private final PanelSpace space;

  /**
   * A drawing.
   *
   * @param area the rectangle between the axes
   */
  PanelDrawing(Graphics2D g2, Panel panel, Rectangle2D area) {
    this.g2 = g2;
    this.panel = panel;
    this.area = area;
    this.space = new PanelSpace(panel, area);
  }

  void draw() {
    Shape clip = g2.getClip();
    g2.clip(area);
    drawZones();
    drawGrid();
    drawBands();
    drawWhiskers();
    drawLines();
    drawGuides();
    g2.setClip(clip);
    drawMarkers();
  }

  private void drawZones() {
    for (Guide guide : panel.guides()) {
      if (guide instanceof Guide.Zone zone) {
        double top = space.y(zone.high());
        g2.setPaint(Style.SHADE);
        g2.fill(
            new Rectangle2D.Double(area.getX(), top, area.getWidth(), space.y(zone.low()) - top));
      }
    }
  }

  private void drawGrid() {
    g2.setPaint(Style.GRID);
    g2.setStroke(Style.HAIR);
    for (Tick tick : AxisDrawing.yTicks(panel.y(), area.getHeight())) {
      if (tick.isMajor()) {
        double y = space.y(tick.value());
        g2.draw(new Line2D.Double(area.getX(), y, area.getMaxX(), y));
      }
    }
  }

  /** The widest first, each faint within visible edges. */
  private void drawBands() {
    if (panel.spread() != Spread.BAND) {
      return;
    }
    List<Curve> widestFirst = new ArrayList<>(panel.curves());
    widestFirst.sort(Comparator.comparingDouble(PanelDrawing::bandWidth).reversed());
    for (Curve curve : widestFirst) {
      for (List<Point> run : curve.runs()) {
        if (run.size() > 1) {
          drawBand(curve.key().look().color(), run);
        }
      }
    }
  }

  private static double bandWidth(Curve curve) {
    return curve.points().stream()
        .filter(Point::isFinite)
        .mapToDouble(point -> point.high() - point.low())
        .average()
        .orElse(0);
  }

  private void drawBand(Color color, List<Point> run) {
    Path2D upper = new Path2D.Double();
    Path2D lower = new Path2D.Double();
    Path2D band = new Path2D.Double();
    for (Point point : run) {
      append(upper, space.x(point.x()), space.y(point.high()));
      append(band, space.x(point.x()), space.y(point.high()));
      append(lower, space.x(point.x()), space.y(point.low()));
    }
    for (int i = run.size() - 1; i >= 0; i--) {
      append(band, space.x(run.get(i).x()), space.y(run.get(i).low()));
    }
    band.closePath();
    g2.setPaint(faint(color, Math.min(BAND_OPACITY, OPACITY_OF_ALL_BANDS / panel.curves().size())));
    g2.fill(band);
    g2.setPaint(faint(color, EDGE_OPACITY));
    g2.setStroke(Style.EDGE);
    g2.draw(upper);
    g2.draw(lower);
  }

  private void drawWhiskers() {
    g2.setStroke(Style.WHISKER);
    for (Curve curve : panel.curves()) {
      g2.setPaint(curve.key().look().color());
      for (List<Point> run : curve.runs()) {
        if (panel.spread() != Spread.BAND || run.size() == 1) {
          run.forEach(point -> drawWhisker(space.x(point, curve), point));
        }
      }
    }
  }

  private void drawWhisker(double x, Point point) {
    if (point.low() == point.high()) {
      return;
    }
    double top = space.y(point.high());
    double bottom = space.y(point.low());
    Path2D whisker = new Path2D.Double();
    append(whisker, x, top);
    append(whisker, x, bottom);
    for (double end : new double[] {top, bottom}) {
      whisker.moveTo(x - CAP, end);
      whisker.lineTo(x + CAP, end);
    }
    g2.draw(whisker);
  }

  private void drawLines() {
    if (panel.spread() == Spread.WHISKERS_ALONE) {
      return;
    }
    g2.setStroke(Style.CURVE);
    for (Curve curve : panel.curves()) {
      g2.setPaint(curve.key().look().color());
      for (List<Point> run : curve.runs()) {
        Path2D line = new Path2D.Double();
        run.forEach(point -> append(line, space.x(point, curve), space.y(point.y())));
        g2.draw(line);
      }
    }
  }

  private void drawGuides() {
    for (Guide guide : panel.guides()) {
      if (guide instanceof Guide.Level level) {
        g2.setPaint(level.key().map(key -> key.look().color()).orElse(Style.INK));
        g2.setStroke(Style.DASHED);
        double y = space.y(level.y());
        g2.draw(new Line2D.Double(area.getX(), y, area.getMaxX(), y));
      } else if (guide instanceof Guide.Line line) {
        Path2D path = new Path2D.Double();
        line.points().forEach(point -> append(path, space.x(point.x()), space.y(point.y())));
        g2.setPaint(line.key().look().color());
        g2.setStroke(Style.FINE);
        g2.draw(path);
      }
    }
  }

  private void drawMarkers() {
    for (Curve curve : panel.curves()) {
      for (Point point : curve.points()) {
        if (point.isFinite()) {
          Markers.draw(g2, curve.key().look(), space.x(point, curve), space.y(point.y()));
        } else if (point.isDefined()) {
          Markers.drawBeyond(
              g2, curve.key().look(), space.x(point, curve), area.getY() - BEYOND_GAP);
        }
      }
    }
  }

  private static void append(Path2D path, double x, double y) {
    Point2D last = path.getCurrentPoint();
    if (last == null) {
      path.moveTo(x, y);
    } else {
      path.lineTo(x, y);
    }
  }

  private static Color faint(Color color, int opacity) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), opacity);
  }
}
