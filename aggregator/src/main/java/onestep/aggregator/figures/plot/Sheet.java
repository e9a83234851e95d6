package onestep.aggregator.figures.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;

/**
 * A figure laid out: caption, panels in a grid, and below them one legend for all. Whatever it is
 * drawn on, everything has the same place.
 */
public final class Sheet {

  private static final double MARGIN = 4;
  private static final double PANEL_TITLE = 13;
  private static final double PANEL_TITLE_GAP = 4;
  private static final double LEGEND_GAP = 5;

  private final Optional<Caption> caption;
  private final Layout layout;
  private final List<Panel> panels;
  private final Legend legend;

  /** A figure of at least one panel. */
  public Sheet(Caption caption, Layout layout, List<Panel> panels) {
    this(Optional.of(caption), layout, panels);
  }

  private Sheet(Optional<Caption> caption, Layout layout, List<Panel> panels) {
    this.caption = caption;
    this.layout = layout;
    this.panels = List.copyOf(panels);
    this.legend = new Legend(panels, layout.width());
  }

  /** The same figure without its caption, which then belongs to the text around it. */
  public Sheet withoutCaption() {
    return new Sheet(Optional.empty(), layout, panels);
  }

  /** Width in points. */
  public double width() {
    return layout.width() + 2 * MARGIN;
  }

  /** Height in points. */
  public double height() {
    return legendTop() + legend.height() + MARGIN;
  }

  void draw(Graphics2D g2) {
    g2.setPaint(Style.PAPER);
    g2.fill(new Rectangle2D.Double(0, 0, width(), height()));
    caption.ifPresent(text -> text.draw(g2, MARGIN, MARGIN, layout.width()));
    for (int i = 0; i < panels.size(); i++) {
      drawPanel(g2, i);
    }
    legend.draw(g2, MARGIN, legendTop());
  }

  private void drawPanel(Graphics2D g2, int index) {
    Panel panel = panels.get(index);
    int column = index % layout.columns();
    int row = index / layout.columns();
    double beyond = panel.beyond().isEmpty() ? 0 : Markers.BEYOND_HEIGHT;
    Rectangle2D area =
        new Rectangle2D.Double(
            MARGIN + AxisDrawing.LEFT + column * layout.columnStep(),
            top() + row * rowStep() + PANEL_TITLE + beyond,
            layout.panelWidth(),
            layout.panelHeight() - beyond);
    new PanelDrawing(g2, panel, area).draw();
    AxisDrawing axes = new AxisDrawing(g2, area);
    axes.drawX(panel.x(), isLowest(index) || !sameX(), isLowest(index));
    axes.drawY(panel.y(), !layout.shared() || column == 0);
    new Text(panel.title(), Style.LABEL_SIZE)
        .drawCentred(g2, Style.INK, area.getCenterX(), area.getY() - beyond - PANEL_TITLE_GAP);
  }

  private double top() {
    return MARGIN + caption.map(text -> text.height(layout.width())).orElse(0.0);
  }

  private double rowStep() {
    return PANEL_TITLE + layout.panelHeight() + belowInnerRow();
  }

  private double belowInnerRow() {
    if (sameX()) {
      return AxisDrawing.BELOW_UNLABELLED;
    }
    boolean units = panels.stream().anyMatch(panel -> !panel.x().scale().unit().isEmpty());
    return units ? AxisDrawing.BELOW : AxisDrawing.BELOW_TICKS;
  }

  private boolean isLowest(int index) {
    return index + layout.columns() >= panels.size();
  }

  /** Whether the ticks of a panel mean the same as those of the panels below it. */
  private boolean sameX() {
    return panels.stream().map(Panel::x).distinct().count() == 1;
  }

  private double legendTop() {
    int rows = (panels.size() + layout.columns() - 1) / layout.columns();
    double lastRow = PANEL_TITLE + layout.panelHeight() + AxisDrawing.BELOW;
    return top() + (rows - 1) * rowStep() + lastRow + LEGEND_GAP;
  }
}
