package onestep.aggregator.figures.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SheetTest {

  private static final Caption CAPTION = new Caption("Title", "details");

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 9})
  void shouldBeAsWideAsATextBlockWhateverThePanels(int panels) {
    // When
    Sheet sheet =
        new Sheet(CAPTION, Layout.shared(panels), Collections.nCopies(panels, Samples.panel("")));

    // Then: 5.5 inches
    assertThat(sheet.width()).isEqualTo(396);
  }

  @Test
  void shouldBreakALongCaptionIntoLinesOfAboutTheSameLength() {
    // Given
    List<Panel> panels = Collections.nCopies(3, Samples.panel(""));

    // When: the same words once and twice
    double one = new Sheet(CAPTION, Layout.shared(3), panels).height();
    double two =
        new Sheet(new Caption("Title ".repeat(30).strip(), "details"), Layout.shared(3), panels)
            .height();

    // Then
    assertThat(two - one).isBetween(10.0, 25.0);
  }

  @Test
  void shouldLeaveNoRoomForACaptionThatItDoesNotHave() {
    // Given
    Sheet sheet = Samples.sheet("Title");

    // When
    Sheet untitled = sheet.withoutCaption();

    // Then
    assertThat(untitled.height()).isBetween(sheet.height() - 40, sheet.height() - 20);
    assertThat(untitled.width()).isEqualTo(sheet.width());
  }

  @Test
  void shouldDrawPointsBeyondTheAxisAboveIt() throws IOException {
    // Given
    Sheet within = new Sheet(CAPTION, Layout.shared(1), List.of(Samples.panel("")));
    Sheet beyond = new Sheet(CAPTION, Layout.shared(1), List.of(Samples.panel("not reached")));

    // When
    double highestWithin = highest(within, Samples.KEY.look().color());
    double highestBeyond = highest(beyond, Samples.KEY.look().color());

    // Then: (3, 3) is the highest on the axis, a quarter of 125 points below its end
    assertThat(highestWithin - highestBeyond).isBetween(20.0, 31.0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12, 60})
  void shouldKeepTheMarginWhite(int curves) throws IOException {
    // Given: more and more curves, so that the legend grows
    List<Key> keys =
        Palette.cold(IntStream.range(0, curves).mapToObj(i -> "d = 10,00" + i).toList());
    Panel panel = Samples.panel("not reached");
    Panel crowded =
        new Panel(
            panel.title(),
            panel.x(),
            panel.y(),
            panel.spread(),
            keys.stream().map(key -> new Curve(key, panel.curves().get(0).points())).toList(),
            panel.guides(),
            panel.beyond());
    for (int panels : new int[] {1, 2, 5}) {
      // When
      BufferedImage image =
          image(new Sheet(CAPTION, Layout.shared(panels), Collections.nCopies(panels, crowded)));

      // Then: nothing is cut off at an edge
      assertThat(hasInk(image, 0, 0, image.getWidth(), 3)).isFalse();
      assertThat(hasInk(image, 0, image.getHeight() - 3, image.getWidth(), 3)).isFalse();
      assertThat(hasInk(image, 0, 0, 3, image.getHeight())).isFalse();
      assertThat(hasInk(image, image.getWidth() - 3, 0, 3, image.getHeight())).isFalse();
    }
  }

  private static BufferedImage image(Sheet sheet) throws IOException {
    return image(sheet, 72);
  }

  private static BufferedImage image(Sheet sheet, int dotsPerInch) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(PngImage.of(sheet, dotsPerInch)));
  }

  /** Distance of the highest ink of a colour from the upper edge, in points. */
  private static double highest(Sheet sheet, Color color) throws IOException {
    BufferedImage image = image(sheet, 720);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) == color.getRGB()) {
          return y / 10.0;
        }
      }
    }
    throw new AssertionError("no pixel has the colour");
  }

  private static boolean hasInk(BufferedImage image, int x, int y, int width, int height) {
    return IntStream.of(image.getRGB(x, y, width, height, null, 0, width))
        .anyMatch(pixel -> pixel != Color.WHITE.getRGB());
  }
}
