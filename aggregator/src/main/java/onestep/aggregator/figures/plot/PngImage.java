package onestep.aggregator.figures.plot;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A sheet as PNG that knows its size in print. */
public final class PngImage {

  private static final double POINTS_PER_INCH = 72;
  private static final double INCHES_PER_METRE = 1 / 0.0254;
  private static final String METADATA = "javax_imageio_png_1.0";

  private static final Map<RenderingHints.Key, Object> HINTS =
      Map.of(
          RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON,
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);

  private PngImage() {}

  /**
   * The file: the same sheet gives the same bytes on one version of Java.
   *
   * @param dotsPerInch resolution at the sheet's own size
   */
  public static byte[] of(Sheet sheet, int dotsPerInch) {
    double scale = dotsPerInch / POINTS_PER_INCH;
    BufferedImage image =
        new BufferedImage(
            (int) Math.ceil(scale * sheet.width()),
            (int) Math.ceil(scale * sheet.height()),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setPaint(Style.PAPER);
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      graphics.scale(scale, scale);
      graphics.addRenderingHints(HINTS);
      sheet.draw(graphics);
    } finally {
      graphics.dispose();
    }
    try {
      return encoded(image, dotsPerInch);
    } catch (IOException e) {
      throw new UncheckedIOException("memory refused a picture", e);
    }
  }

  private static byte[] encoded(BufferedImage image, int dotsPerInch) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
      metadata.mergeTree(METADATA, resolution(dotsPerInch));
      writer.setOutput(out);
      writer.write(new IIOImage(image, null, metadata));
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static IIOMetadataNode resolution(int dotsPerInch) {
    String dotsPerMetre = Long.toString(Math.round(dotsPerInch * INCHES_PER_METRE));
    IIOMetadataNode physical = new IIOMetadataNode("pHYs");
    physical.setAttribute("pixelsPerUnitXAxis", dotsPerMetre);
    physical.setAttribute("pixelsPerUnitYAxis", dotsPerMetre);
    physical.setAttribute("unitSpecifier", "meter");
    IIOMetadataNode root = new IIOMetadataNode(METADATA);
    root.appendChild(physical);
    return root;
  }
}
