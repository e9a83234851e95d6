package onestep.aggregator.figures.plot;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * A typeface that comes with the program, so that a figure looks the same on every machine: DejaVu
 * Sans, which has the mathematical signs that captions need.
 *
 * <p>Its outlines are read without {@link java.awt.Font}, which fails on machines that have no font
 * or no font library of their own, even where none is needed.
 */
final class Face {

  static final Face UPRIGHT = new Face("DejaVuSans.ttf");
  static final Face OBLIQUE = new Face("DejaVuSans-Oblique.ttf");
  static final List<Face> ALL = List.of(UPRIGHT, OBLIQUE);

  private static final String FOLDER = "/net/sf/jasperreports/fonts/dejavu/";
  private static final int MISSING = 0;

  private final TrueTypeFont font;
  private final double unitsPerEm;
  private final Map<Integer, Glyph> glyphs = new ConcurrentHashMap<>();

  /** The outline of a sign in units of the font, y upwards, and how far the next one is. */
  private record Glyph(Path2D outline, int advance) {}

  private Face(String file) {
    try (InputStream in = Face.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("font " + FOLDER + file + " is missing");
      }
      this.font = new TTFParser().parse(new RandomAccessReadBuffer(in));
      this.unitsPerEm = font.getUnitsPerEm();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is no TrueType font", e);
    }
  }

  /** Whether the face has a sign. */
  boolean has(int codePoint) {
    try {
      return font.getUnicodeCmapLookup().getGlyphId(codePoint) != MISSING;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The width of a text in points, at a size in points. */
  double width(String text, double size) {
    return text.codePoints().mapToDouble(sign -> glyph(sign).advance()).sum() * size / unitsPerEm;
  }

  /** The outline of a text that starts at x on a baseline at y, in points, y downwards. */
  Shape outline(String text, double size, double x, double y) {
    double scale = size / unitsPerEm;
    Path2D outline = new Path2D.Double(Path2D.WIND_NON_ZERO);
    double left = x;
    for (int sign : text.codePoints().toArray()) {
      Glyph glyph = glyph(sign);
      AffineTransform placed = new AffineTransform(scale, 0, 0, -scale, left, y);
      outline.append(glyph.outline().getPathIterator(placed), false);
      left += glyph.advance() * scale;
    }
    return outline;
  }

  private Glyph glyph(int codePoint) {
    return glyphs.computeIfAbsent(codePoint, this::read);
  }

  /** One at a time, as the font reads its tables when they are first asked for. */
  private synchronized Glyph read(int codePoint) {
    try {
      int id = font.getUnicodeCmapLookup().getGlyphId(codePoint);
      GlyphData data = font.getGlyph().getGlyph(id);
      Path2D outline = data == null ? new Path2D.Double() : data.getPath();
      return new Glyph(outline, font.getAdvanceWidth(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
