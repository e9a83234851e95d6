package onestep.aggregator.figures.plot;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/** A sheet as PDF of one page of its size. */
public final class PdfDocument {

  private PdfDocument() {}

  /**
   * The file: the same sheet and title give the same bytes.
   *
   * @param title title of the document
   */
  public static byte[] of(Sheet sheet, String title) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument()) {
      // Otherwise the time would go into the document's identity. It carries no date either.
      document.setDocumentId((long) title.hashCode());
      document.getDocumentInformation().setTitle(title);
      PDPage page = new PDPage(new PDRectangle((float) sheet.width(), (float) sheet.height()));
      document.addPage(page);
      PdfBoxGraphics2D graphics =
          new PdfBoxGraphics2D(document, (float) sheet.width(), (float) sheet.height());
      try {
        sheet.draw(graphics);
      } finally {
        graphics.dispose();
      }
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.drawForm(graphics.getXFormObject());
      }
      document.save(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory refused a document", e);
    }
    return bytes.toByteArray();
  }
}
