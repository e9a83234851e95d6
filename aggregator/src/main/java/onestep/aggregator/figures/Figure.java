package onestep.aggregator.figures;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.ViewBox;

/**
 * A drawn figure. On one machine the same data give the same bytes; machines with other fonts may
 * place texts a little differently.
 */
public final class Figure {

  private static final int PNG_SCALE = 2;

  private static final Map<RenderingHints.Key, Object> HINTS =
      Map.of(
          RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON,
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON,
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON,
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);

  private final String name;
  private final String title;
  private final Sheet sheet;

  Figure(String name, String title, Sheet sheet) {
    this.name = name;
    this.title = title;
    this.sheet = sheet;
  }

  /** The file name without its ending, such as {@code figure-1} or {@code figure-2-gain-2}. */
  public String name() {
    return name;
  }

  /** The caption. */
  public String title() {
    return title;
  }

  /** The figure as an SVG document. */
  public String toSvg() {
    SVGGraphics2D graphics = new SVGGraphics2D(sheet.width(), sheet.height());
    // The default prefix is the time, which would change the bytes from run to run.
    graphics.setDefsKeyPrefix(name + "-");
    // Lines snapped to pixels vanish or double when the document is scaled.
    graphics.setCheckStrokeControlHint(false);
    graphics.setGeomDoubleConverter(Figure::coordinate);
    graphics.setTransformDoubleConverter(Figure::coordinate);
    graphics.addRenderingHints(HINTS);
    sheet.draw(graphics);
    return graphics.getSVGElement(
        null, true, new ViewBox(0, 0, sheet.width(), sheet.height()), null, null);
  }

  /** Writes the figure as a PNG of twice its nominal size, for screens of high density. */
  public void writePng(OutputStream out) throws IOException {
    BufferedImage image =
        new BufferedImage(
            PNG_SCALE * sheet.width(), PNG_SCALE * sheet.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(PNG_SCALE, PNG_SCALE);
      graphics.addRenderingHints(HINTS);
      sheet.draw(graphics);
    } finally {
      graphics.dispose();
    }
    // Encoded in memory: given the stream itself, ImageIO spools through a file of its own and
    // hides
    // why the stream refused.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream encoded = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", encoded);
    }
    bytes.writeTo(out);
  }

  /** A hundredth of a pixel is finer than any eye and keeps the document short. */
  private static String coordinate(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    String trimmed = text.replaceAll("\\.?0+$", "");
    return trimmed.equals("-0") ? "0" : trimmed;
  }
}
