package onestep.aggregator.figures.plot;

import java.math.BigDecimal;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.SVGHints;
import org.jfree.svg.SVGUnits;
import org.jfree.svg.ViewBox;

/** A sheet as SVG. */
public final class SvgDocument {

  private SvgDocument() {}

  /**
   * The document: the same sheet gives the same text.
   *
   * @param name tells its parts from those of other figures on the same page
   * @param title what it shows, for readers that do not see it
   */
  public static String of(Sheet sheet, String name, String title) {
    SVGGraphics2D graphics = new SVGGraphics2D(sheet.width(), sheet.height(), SVGUnits.PT);
    // The default prefix is the time, which would change the bytes from run to run.
    graphics.setDefsKeyPrefix(name + "-");
    // Lines snapped to pixels vanish or double when the document is scaled.
    graphics.setCheckStrokeControlHint(false);
    graphics.setGeomDoubleConverter(SvgDocument::coordinate);
    graphics.setTransformDoubleConverter(SvgDocument::coordinate);
    graphics.setRenderingHint(SVGHints.KEY_ELEMENT_TITLE, title);
    sheet.draw(graphics);
    return graphics.getSVGElement(
        null, true, new ViewBox(0, 0, sheet.width(), sheet.height()), null, null);
  }

  /** A hundredth of a point is finer than any eye and keeps the document short. */
  private static String coordinate(double value) {
    return BigDecimal.valueOf(Math.round(100 * value), 2).stripTrailingZeros().toPlainString();
  }
}
