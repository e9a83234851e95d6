package onestep.aggregator.figures.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SymmetricLogScaleTest {

  @Test
  void shouldBeLinearNearZeroAndLogarithmicBeyond() {
    // Given
    SymmetricLogScale scale = new SymmetricLogScale(-200, 200, 2);

    // When: steps of one within the linear part, and of a decade beyond it
    double step = scale.share(1) - scale.share(0);
    double decade = scale.share(200) - scale.share(20);

    // Then
    assertThat(scale.share(0)).isCloseTo(0.5, within(1e-12));
    assertThat(scale.share(2) - scale.share(1)).isCloseTo(step, within(1e-12));
    assertThat(scale.share(20) - scale.share(2)).isCloseTo(decade, within(1e-12));
    assertThat(scale.share(-20)).isCloseTo(1 - scale.share(20), within(1e-12));
  }

  @Test
  void shouldHaveTheSameSlopeOnBothSidesOfTheThreshold() {
    // Given
    SymmetricLogScale scale = new SymmetricLogScale(-200, 200, 2);

    // When
    double inside = scale.share(2) - scale.share(2 - 1e-6);
    double outside = scale.share(2 + 1e-6) - scale.share(2);

    // Then
    assertThat(outside / inside).isCloseTo(1, within(1e-5));
  }

  @Test
  void shouldLabelZeroTheThresholdAndPowersOfTen() {
    assertThat(labels(new SymmetricLogScale(-300, 30, 2), 7))
        .containsExactly("−100", "−10", "−2", "0", "2", "10");
  }

  @Test
  void shouldLabelFivesWhereThereIsRoom() {
    assertThat(labels(new SymmetricLogScale(-20, 3, 2), 7))
        .containsExactly("−10", "−5", "−2", "0", "2");
  }

  @Test
  void shouldLeaveLabelsOutWhereThereIsNoRoom() {
    assertThat(labels(new SymmetricLogScale(-20_000, 20_000, 2), 7))
        .containsExactly("−10⁴", "−100", "−2", "0", "2", "100", "10⁴");
  }

  @Test
  void shouldPutMinorTicksBeyondTheThresholdAlone() {
    // When
    List<Double> minor =
        new SymmetricLogScale(-2.2, 12, 2)
            .ticks(4).stream().filter(tick -> !tick.isMajor()).map(Tick::value).toList();

    // Then
    assertThat(minor).containsExactly(3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
  }

  @Test
  void shouldShowTheLinearPartWhateverThereIs() {
    // When
    SymmetricLogScale scale = SymmetricLogScale.around(0.1, 500, 2);

    // Then
    assertThat(scale.lower()).isLessThan(-2);
    assertThat(scale.share(500)).isBetween(0.9, 0.99);
  }

  private static List<String> labels(SymmetricLogScale scale, int most) {
    return scale.ticks(most).stream().filter(Tick::isMajor).map(Tick::label).toList();
  }
}
