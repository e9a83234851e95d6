package onestep.aggregator.figures.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The legend of a figure: an entry for each key and for each kind of guide, in centred rows. */
final class Legend {

  private static final double ROW_HEIGHT = 12;
  private static final double SAMPLE_LENGTH = 17;
  private static final double SAMPLE_GAP = 4;
  private static final double ENTRY_GAP = 11;

  /** Draws the sample of an entry: what it looks like, from x on, centred at y. */
  @FunctionalInterface
  private interface Sample {
    void draw(Graphics2D g2, double x, double y);
  }

  private record Entry(Text text, Sample sample) {
    double width() {
      return SAMPLE_LENGTH + SAMPLE_GAP + text.width();
    }
  }

  private final double width;
  private final List<List<Entry>> rows = new ArrayList<>();
  private final Set<String> labels = new HashSet<>();

  /**
   * The legend of some panels.
   *
   * @param width width to fill at most
   */
  Legend(List<Panel> panels, double width) {
    this.width = width;
    for (Panel panel : panels) {
      Map<String, Sample> keys = new LinkedHashMap<>();
      panel
          .curves()
          .forEach(curve -> keys.put(curve.key().label(), sample(curve.key(), panel.spread())));
      // Keys of another kind than those before begin a row.
      add(keys, Collections.disjoint(keys.keySet(), labels));
    }
    Map<String, Sample> others = new LinkedHashMap<>();
    for (Panel panel : panels) {
      panel.guides().forEach(guide -> others.putIfAbsent(guide.label(), sample(guide)));
      others.put(panel.beyond(), Legend::drawBeyond);
    }
    others.remove("");
    add(others, false);
  }

  private void add(Map<String, Sample> samples, boolean newRow) {
    if (newRow && !samples.isEmpty()) {
      rows.add(new ArrayList<>());
    }
    samples.forEach(
        (label, sample) -> {
          if (labels.add(label)) {
            add(new Entry(new Text(label, Style.TICK_SIZE), sample));
          }
        });
  }

  private void add(Entry entry) {
    if (rows.isEmpty() || isFull(rows.get(rows.size() - 1), entry)) {
      rows.add(new ArrayList<>());
    }
    rows.get(rows.size() - 1).add(entry);
  }

  private boolean isFull(List<Entry> row, Entry entry) {
    return !row.isEmpty() && widthOf(row) + ENTRY_GAP + entry.width() > width;
  }

  private static Sample sample(Key key, Spread spread) {
    // Points without a line of their own stand beside a fine one.
    BasicStroke stroke = spread == Spread.WHISKERS_ALONE ? Style.FINE : Style.CURVE;
    return (g2, x, y) -> {
      drawLine(g2, key.look().color(), x, y, stroke);
      Markers.draw(g2, key.look(), x + SAMPLE_LENGTH / 2, y);
    };
  }

  private static Sample sample(Guide guide) {
    if (guide instanceof Guide.Zone) {
      return (g2, x, y) -> {
        g2.setPaint(Style.SHADE);
        g2.fill(new Rectangle2D.Double(x, y - ROW_HEIGHT / 3, SAMPLE_LENGTH, 2 * ROW_HEIGHT / 3));
      };
    }
    return (g2, x, y) ->
        drawLine(g2, Style.INK, x, y, guide instanceof Guide.Level ? Style.DASHED : Style.FINE);
  }

  private static void drawBeyond(Graphics2D g2, double x, double y) {
    Markers.drawBeyond(
        g2, new Look(Style.INK, Palette.CIRCLE), x + SAMPLE_LENGTH / 2, y + ROW_HEIGHT / 4);
  }

  private static void drawLine(Graphics2D g2, Color color, double x, double y, BasicStroke stroke) {
    g2.setPaint(color);
    g2.setStroke(stroke);
    g2.draw(new Line2D.Double(x, y, x + SAMPLE_LENGTH, y));
  }

  double height() {
    return rows.size() * ROW_HEIGHT;
  }

  /** Draws the legend with its upper left corner at a point. */
  void draw(Graphics2D g2, double left, double top) {
    double y = top + ROW_HEIGHT / 2;
    for (List<Entry> row : rows) {
      double x = left + (width - widthOf(row)) / 2;
      for (Entry entry : row) {
        entry.sample().draw(g2, x, y);
        entry.text().drawRightOf(g2, Style.INK, x + SAMPLE_LENGTH + SAMPLE_GAP, y);
        x += entry.width() + ENTRY_GAP;
      }
      y += ROW_HEIGHT;
    }
  }

  private static double widthOf(List<Entry> row) {
    return row.stream().mapToDouble(Entry::width).sum() + (row.size() - 1) * ENTRY_GAP;
  }
}
