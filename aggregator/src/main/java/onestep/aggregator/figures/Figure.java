package onestep.aggregator.figures;

import java.nio.charset.StandardCharsets;
import java.util.List;
import onestep.aggregator.figures.plot.Caption;
import onestep.aggregator.figures.plot.Layout;
import onestep.aggregator.figures.plot.Panel;
import onestep.aggregator.figures.plot.PdfDocument;
import onestep.aggregator.figures.plot.PngImage;
import onestep.aggregator.figures.plot.Sheet;
import onestep.aggregator.figures.plot.SvgDocument;

/**
 * A figure to be drawn. The same data give the same bytes; of a PNG, on one version of Java, as
 * versions round blended colours differently.
 */
public final class Figure {

  /** What the kinds of the paper's figures begin with; their number follows. */
  static final String NUMBERED = "figure-";

  private final String kind;
  private final String variant;
  private final String title;
  private final Sheet sheet;

  /**
   * A figure.
   *
   * @param kind what it shows, such as {@code figure-1}
   * @param variant what tells it from the figures of other variants, such as {@code -gain-2}
   */
  Figure(String kind, String variant, Caption caption, Layout layout, List<Panel> panels) {
    this(kind, variant, caption.title(), new Sheet(caption, layout, panels));
  }

  private Figure(String kind, String variant, String title, Sheet sheet) {
    this.kind = kind;
    this.variant = variant;
    this.title = title;
    this.sheet = sheet;
  }

  /** What it shows, such as {@code figure-1}: the name without its variant. */
  public String kind() {
    return kind;
  }

  /** Whether the paper has this figure, at least in its likeness. */
  public boolean isOfThePaper() {
    return kind.startsWith(NUMBERED);
  }

  /** The file name without its ending, such as {@code figure-1} or {@code figure-2-gain-2}. */
  public String name() {
    return kind + variant;
  }

  /** What it shows, in a sentence. */
  public String title() {
    return title;
  }

  /** The same figure without its caption, which then belongs to the text around it. */
  public Figure withoutCaption() {
    return new Figure(kind, variant, title, sheet.withoutCaption());
  }

  /** The figure as an SVG document. */
  public String toSvg() {
    return SvgDocument.of(sheet, name(), title);
  }

  /**
   * The figure as a file.
   *
   * @param dotsPerInch resolution of a PNG at the figure's size in print
   */
  public byte[] toFile(FigureFormat format, int dotsPerInch) {
    return switch (format) {
      case SVG -> toSvg().getBytes(StandardCharsets.UTF_8);
      case PNG -> PngImage.of(sheet, dotsPerInch);
      case PDF -> PdfDocument.of(sheet, title);
    };
  }
}
