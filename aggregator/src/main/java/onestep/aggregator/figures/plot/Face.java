package onestep.aggregator.figures.plot;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A typeface that comes with the program, so that a figure looks the same on every machine: DejaVu
 * Sans, which has the mathematical signs that captions need.
 */
final class Face {

  static final Face UPRIGHT = new Face("DejaVuSans.ttf");
  static final Face OBLIQUE = new Face("DejaVuSans-Oblique.ttf");
  static final List<Face> ALL = List.of(UPRIGHT, OBLIQUE);

  private static final String FOLDER = "/net/sf/jasperreports/fonts/dejavu/";

  private final String file;
  private final Font font;

  private Face(String file) {
    this.file = file;
    try (InputStream in = open()) {
      this.font = Font.createFont(Font.TRUETYPE_FONT, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FontFormatException e) {
      throw new IllegalStateException(file + " is no TrueType font", e);
    }
  }

  /** The name that {@link Font#getFontName} gives its fonts. */
  String fontName() {
    return font.getFontName();
  }

  /** The face at a size in points. */
  Font at(float size) {
    return font.deriveFont(size);
  }

  /** The TrueType file; to be closed by the caller. */
  InputStream open() {
    InputStream in = Face.class.getResourceAsStream(FOLDER + file);
    if (in == null) {
      throw new IllegalStateException("font " + FOLDER + file + " is missing");
    }
    return in;
  }
}
