package onestep.aggregator.figures.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PaletteTest {

  private static final List<String> LABELS =
      IntStream.range(0, 12).mapToObj(i -> "d = " + i).toList();

  static Stream<Function<List<String>, List<Key>>> orders() {
    return Stream.of(Palette::cold, Palette::warm);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void shouldGetDarkerAlongAnOrder(Function<List<String>, List<Key>> palette) {
    // When
    List<Double> lightness =
        palette.apply(LABELS).stream().map(key -> luminance(key.look().color())).toList();

    // Then: light enough to differ and dark enough to be seen on white, in grey as well
    assertThat(lightness).isSortedAccordingTo((one, other) -> Double.compare(other, one));
    assertThat(lightness.get(0)).isLessThan(0.75);
    assertThat(lightness.get(11)).isLessThan(0.15);
  }

  @Test
  void shouldGiveEachOfManyALookOfItsOwn() {
    assertThat(Palette.nominal(LABELS).stream().map(Key::look)).doesNotHaveDuplicates();
    assertThat(Palette.cold(LABELS).stream().map(Key::look)).doesNotHaveDuplicates();
  }

  @Test
  void shouldDrawTheOnlyOneInAColourThatIsSeen() {
    assertThat(luminance(Palette.cold(List.of("d = 10")).get(0).look().color())).isLessThan(0.5);
  }

  /** Relative luminance of Rec. 709 without its gamma: enough to order colours. */
  private static double luminance(Color color) {
    return (0.2126 * color.getRed() + 0.7152 * color.getGreen() + 0.0722 * color.getBlue()) / 255;
  }
}
