package onestep.aggregator.figures.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.junit.jupiter.api.Test;

class DocumentsTest {

  private static final String TITLE = "Norm ‖∇f(x)‖ < 1";
  private static final Sheet SHEET = Samples.sheet(TITLE);

  @Test
  void shouldWriteSvgWithoutTexts() {
    // When
    String svg = SvgDocument.of(SHEET, "figure-1", TITLE);

    // Then: outlines, and a title for those who do not see them
    assertThat(svg)
        .startsWith("<svg ")
        .doesNotContain("<text")
        .doesNotContain("font-family")
        .contains("<title>Norm ‖∇f(x)‖ &lt; 1</title>")
        .contains(" width='%spt'".formatted(shown(SHEET.width())))
        .contains(" viewBox='0 0 %s %s'".formatted(shown(SHEET.width()), shown(SHEET.height())))
        .hasSizeLessThan(60_000);
  }

  @Test
  void shouldWritePngOfItsSizeInPrint() throws IOException {
    // When
    byte[] png = PngImage.of(SHEET, 300);

    // Then
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo((int) Math.ceil(SHEET.width() * 300 / 72));
    assertThat(image.getHeight()).isEqualTo((int) Math.ceil(SHEET.height() * 300 / 72));
    ByteBuffer resolution = ByteBuffer.wrap(png).position(indexOf(png, "pHYs") + 4);
    assertThat(resolution.getInt()).as("pixels a metre").isEqualTo(11_811);
    assertThat(resolution.getInt()).isEqualTo(11_811);
    assertThat(resolution.get()).as("the unit is the metre").isEqualTo((byte) 1);
  }

  @Test
  void shouldWritePdfThatNeedsNoFont() throws IOException {
    // When
    byte[] pdf = PdfDocument.of(SHEET, TITLE);

    // Then
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(document.getNumberOfPages()).isEqualTo(1);
      PDRectangle page = document.getPage(0).getMediaBox();
      assertThat((double) page.getWidth()).isCloseTo(SHEET.width(), within(0.01));
      assertThat((double) page.getHeight()).isCloseTo(SHEET.height(), within(0.01));
      assertThat(document.getDocumentInformation().getTitle()).isEqualTo(TITLE);
      assertThat(fonts(document.getPage(0).getResources())).isEmpty();
    }
    assertThat(pdf).hasSizeLessThan(60_000);
  }

  @Test
  void shouldWriteTheSameBytesAgain() {
    assertThat(SvgDocument.of(Samples.sheet(TITLE), "figure-1", TITLE))
        .isEqualTo(SvgDocument.of(SHEET, "figure-1", TITLE));
    assertThat(PngImage.of(Samples.sheet(TITLE), 100)).isEqualTo(PngImage.of(SHEET, 100));
    assertThat(PdfDocument.of(Samples.sheet(TITLE), TITLE)).isEqualTo(PdfDocument.of(SHEET, TITLE));
  }

  private static List<PDFont> fonts(PDResources resources) throws IOException {
    List<PDFont> fonts = new ArrayList<>();
    for (COSName name : resources.getFontNames()) {
      fonts.add(resources.getFont(name));
    }
    for (COSName name : resources.getXObjectNames()) {
      if (resources.getXObject(name) instanceof PDFormXObject form) {
        fonts.addAll(fonts(form.getResources()));
      }
    }
    return fonts;
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static String shown(double points) {
    return new BigDecimal(points)
        .setScale(2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
