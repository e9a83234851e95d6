package onestep.aggregator.figures.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of text, whose mathematical variables are oblique: single letters such as d, k and η.
 *
 * <p>It is drawn as outlines, so a figure has the same layout in every format and needs no font.
 */
final class Text {

  private static final Pattern VARIABLE = Pattern.compile("(?<!\\p{L})[dkLfxη](?!\\p{L})");

  /** Half the height of a capital letter, as a share of the size. */
  private static final double MIDDLE = 0.36;

  private final List<Piece> pieces;
  private final double size;

  /** A stretch of one face. */
  record Piece(String text, Face face) {

    double width(double size) {
      return face.width(text, size);
    }
  }

  /**
   * A text.
   *
   * @param size size of the font, in points
   */
  Text(String text, double size) {
    this.pieces = pieces(text);
    this.size = size;
  }

  /** A text in stretches of one face. */
  static List<Piece> pieces(String text) {
    List<Piece> pieces = new ArrayList<>();
    Matcher variables = VARIABLE.matcher(text);
    int done = 0;
    while (variables.find()) {
      pieces.add(new Piece(text.substring(done, variables.start()), Face.UPRIGHT));
      pieces.add(new Piece(variables.group(), Face.OBLIQUE));
      done = variables.end();
    }
    pieces.add(new Piece(text.substring(done), Face.UPRIGHT));
    pieces.removeIf(piece -> piece.text().isEmpty());
    return pieces;
  }

  /** The width in points. */
  double width() {
    return pieces.stream().mapToDouble(piece -> piece.width(size)).sum();
  }

  /** Draws it with its left end at x and its baseline at y. */
  void draw(Graphics2D g2, Color color, double x, double y) {
    g2.setPaint(color);
    double left = x;
    for (Piece piece : pieces) {
      g2.fill(piece.face().outline(piece.text(), size, left, y));
      left += piece.width(size);
    }
  }

  /** Draws it with its middle at x and its baseline at y. */
  void drawCentred(Graphics2D g2, Color color, double x, double y) {
    draw(g2, color, x - width() / 2, y);
  }

  /** Draws it with its right end at x and its capitals centred at y. */
  void drawLeftOf(Graphics2D g2, Color color, double x, double y) {
    draw(g2, color, x - width(), y + MIDDLE * size);
  }

  /** Draws it with its left end at x and its capitals centred at y. */
  void drawRightOf(Graphics2D g2, Color color, double x, double y) {
    draw(g2, color, x, y + MIDDLE * size);
  }
}
