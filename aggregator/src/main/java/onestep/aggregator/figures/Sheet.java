package onestep.aggregator.figures;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.data.Range;

/**
 * Lays a figure out: caption, panels in a grid, and below them one legend for all. Sizes are in
 * nominal pixels and do not depend on fonts, so panels always line up.
 */
final class Sheet {

  private static final int MARGIN = 16;
  private static final int CAPTION_HEIGHT = 44;
  private static final int PANEL_TITLE_HEIGHT = 24;
  private static final int COLUMN_GAP = 20;
  private static final int ROW_GAP = 12;
  private static final int LEGEND_GAP = 10;
  private static final int LEAST_WIDTH = 760;

  private final String title;
  private final String subtitle;
  private final Grid grid;
  private final List<Panel> panels;
  private final Palette palette;
  private final Range widths;
  private final Legend legend;

  /**
   * How panels are arranged.
   *
   * @param columns panels in a row
   * @param panelWidth width of a panel with its axes
   * @param panelHeight height of a panel with its axes
   */
  record Grid(int columns, int panelWidth, int panelHeight) {

    int width() {
      return columns * panelWidth + (columns - 1) * COLUMN_GAP;
    }

    int height(int panels) {
      int rows = (panels + columns - 1) / columns;
      return rows * (PANEL_TITLE_HEIGHT + panelHeight) + (rows - 1) * ROW_GAP;
    }
  }

  /**
   * A sheet.
   *
   * @param widths what the horizontal axes show
   */
  Sheet(
      String title, String subtitle, Grid grid, List<Panel> panels, Palette palette, Range widths) {
    this.title = title;
    this.subtitle = subtitle;
    this.grid = grid;
    this.panels = List.copyOf(panels);
    this.palette = palette;
    this.widths = widths;
    this.legend =
        new Legend(palette, panels.stream().anyMatch(Panel::hasTheory), width() - 2 * MARGIN);
  }

  int width() {
    return Math.max(LEAST_WIDTH, 2 * MARGIN + grid.width());
  }

  int height() {
    return legendTop() + legend.height() + MARGIN;
  }

  void draw(Graphics2D g2) {
    g2.setPaint(Color.WHITE);
    g2.fill(new Rectangle2D.Double(0, 0, width(), height()));
    drawCentred(g2, title, Style.TITLE, Style.INK, width() / 2.0, MARGIN + 14);
    drawCentred(g2, subtitle, Style.SUBTITLE, Style.SOFT_INK, width() / 2.0, MARGIN + 34);
    double left = (width() - grid.width()) / 2.0;
    for (int i = 0; i < panels.size(); i++) {
      int column = i % grid.columns();
      int row = i / grid.columns();
      double x = left + column * (grid.panelWidth() + COLUMN_GAP);
      double y =
          MARGIN + CAPTION_HEIGHT + row * (PANEL_TITLE_HEIGHT + grid.panelHeight() + ROW_GAP);
      drawPanel(g2, panels.get(i), x, y);
    }
    legend.draw(g2, MARGIN, legendTop());
  }

  private void drawPanel(Graphics2D g2, Panel panel, double x, double y) {
    double middle = x + (PanelPlot.LEFT + grid.panelWidth()) / 2.0;
    drawCentred(g2, panel.title(), Style.PANEL_TITLE, Style.INK, middle, y + 16);
    Rectangle2D area =
        new Rectangle2D.Double(x, y + PANEL_TITLE_HEIGHT, grid.panelWidth(), grid.panelHeight());
    PanelPlot.of(panel, palette, widths).draw(g2, area, null, null, null);
  }

  private static void drawCentred(
      Graphics2D g2, String text, Font font, Color color, double x, double y) {
    g2.setFont(font);
    g2.setPaint(color);
    double width = g2.getFontMetrics().getStringBounds(text, g2).getWidth();
    g2.drawString(text, (float) (x - width / 2), (float) y);
  }

  private int legendTop() {
    return MARGIN + CAPTION_HEIGHT + grid.height(panels.size()) + LEGEND_GAP;
  }
}
