package onestep.aggregator.figures;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The legend of a sheet: an entry for each dimension and one for the theory, in centred rows. Sizes
 * are estimated from the lengths of texts, so they do not depend on fonts.
 */
final class Legend {

  private static final int ROW_HEIGHT = 20;
  private static final int SAMPLE_LENGTH = 26;
  private static final int SAMPLE_GAP = 6;
  private static final double CHARACTER_WIDTH = 7.2;
  private static final int ENTRY_GAP = 16;
  private static final String THEORY = "theory, k, d → ∞";

  private interface Entry {
    String label();

    void drawSample(Graphics2D g2, Line2D line);
  }

  private record CurveEntry(int dimension, Palette palette) implements Entry {
    @Override
    public String label() {
      return "d = " + dimension;
    }

    @Override
    public void drawSample(Graphics2D g2, Line2D line) {
      g2.setPaint(palette.color(dimension));
      g2.setStroke(Style.CURVE);
      g2.draw(line);
      AffineTransform toMiddle =
          AffineTransform.getTranslateInstance((line.getX1() + line.getX2()) / 2, line.getY1());
      g2.fill(toMiddle.createTransformedShape(palette.marker(dimension)));
    }
  }

  private record TheoryEntry() implements Entry {
    @Override
    public String label() {
      return THEORY;
    }

    @Override
    public void drawSample(Graphics2D g2, Line2D line) {
      g2.setPaint(Style.INK);
      g2.setStroke(Style.THEORY);
      g2.draw(line);
    }
  }

  private final int width;
  private final List<List<Entry>> rows = new ArrayList<>();

  /**
   * A legend.
   *
   * @param width width to fill at most
   */
  Legend(Palette palette, boolean theory, int width) {
    this.width = width;
    List<Entry> entries = new ArrayList<>();
    palette.dimensions().forEach(dimension -> entries.add(new CurveEntry(dimension, palette)));
    if (theory) {
      entries.add(new TheoryEntry());
    }
    List<Entry> row = new ArrayList<>();
    for (Entry entry : entries) {
      if (!row.isEmpty() && widthOf(row) + widthOf(entry) > width) {
        rows.add(row);
        row = new ArrayList<>();
      }
      row.add(entry);
    }
    rows.add(row);
  }

  int height() {
    return rows.size() * ROW_HEIGHT;
  }

  /** Draws the legend with its upper left corner at a point. */
  void draw(Graphics2D g2, double left, double top) {
    double y = top + ROW_HEIGHT / 2.0;
    for (List<Entry> row : rows) {
      double x = left + (width - widthOf(row) + ENTRY_GAP) / 2;
      for (Entry entry : row) {
        entry.drawSample(g2, new Line2D.Double(x, y, x + SAMPLE_LENGTH, y));
        g2.setFont(Style.LABEL);
        g2.setPaint(Style.INK);
        g2.drawString(entry.label(), (float) (x + SAMPLE_LENGTH + SAMPLE_GAP), (float) (y + 4));
        x += widthOf(entry);
      }
      y += ROW_HEIGHT;
    }
  }

  private static double widthOf(List<Entry> row) {
    return row.stream().mapToDouble(Legend::widthOf).sum();
  }

  private static double widthOf(Entry entry) {
    return SAMPLE_LENGTH + SAMPLE_GAP + CHARACTER_WIDTH * entry.label().length() + ENTRY_GAP;
  }
}
