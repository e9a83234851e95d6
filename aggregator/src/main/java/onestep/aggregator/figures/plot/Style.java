package onestep.aggregator.figures.plot;

import java.awt.BasicStroke;
import java.awt.Color;

/** Inks, strokes and sizes of type that the parts of a figure share, in points. */
final class Style {

  static final float TITLE_SIZE = 8.5f;
  static final float DETAILS_SIZE = 7;
  static final float LABEL_SIZE = 8;
  static final float TICK_SIZE = 7;

  static final Color PAPER = Color.WHITE;
  static final Color INK = new Color(0x1A1A1A);
  static final Color SOFT_INK = new Color(0x595959);
  static final Color GRID = new Color(0xE0E0E0);
  static final Color SHADE = new Color(0xEEEEEE);

  static final BasicStroke CURVE =
      new BasicStroke(1f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  static final BasicStroke FINE =
      new BasicStroke(0.65f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  static final BasicStroke EDGE =
      new BasicStroke(0.45f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  static final BasicStroke WHISKER = new BasicStroke(0.6f);
  static final BasicStroke SPINE = new BasicStroke(0.5f, BasicStroke.CAP_SQUARE, 0);
  static final BasicStroke RIM = new BasicStroke(0.7f);
  static final BasicStroke HAIR = new BasicStroke(0.4f);
  static final BasicStroke DASHED =
      new BasicStroke(
          0.9f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {3.2f, 2f}, 0f);

  private Style() {}
}
