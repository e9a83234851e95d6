package onestep.aggregator.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;

/**
 * Fonts, inks and strokes shared by the parts of a figure. Fonts are logical: every machine has
 * them.
 */
final class Style {

  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  static final Font SUBTITLE = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Font PANEL_TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 12);
  static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  static final Color INK = new Color(0x222222);
  static final Color SOFT_INK = new Color(0x555555);
  static final Color FRAME = new Color(0x999999);
  static final Color GRID = new Color(0xE4E4E4);

  static final BasicStroke CURVE =
      new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  static final BasicStroke EDGE =
      new BasicStroke(0.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  static final BasicStroke WHISKER = new BasicStroke(1.1f);
  static final BasicStroke THIN = new BasicStroke(0.8f);
  static final BasicStroke THEORY =
      new BasicStroke(
          1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {5f, 3.5f}, 0f);

  private Style() {}
}
