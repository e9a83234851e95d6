package onestep.aggregator.figures.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogScaleTest {

  @Test
  void shouldLabelPowersOfTen() {
    assertThat(labels(new LogScale(7, 1.5e6).ticks(10)))
        .containsExactly("10¹", "10²", "10³", "10⁴", "10⁵", "10⁶");
    assertThat(labels(new LogScale(0.005, 2).ticks(10))).containsExactly("10⁻²", "10⁻¹", "10⁰");
  }

  @Test
  void shouldPutMinorTicksBetweenPowersOfTen() {
    // When
    List<Tick> ticks = new LogScale(10, 1000).ticks(10);

    // Then
    assertThat(ticks.stream().map(Tick::value))
        .containsExactly(
            10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0, 200.0, 300.0, 400.0, 500.0,
            600.0, 700.0, 800.0, 900.0, 1000.0);
    assertThat(labels(ticks)).containsExactly("10¹", "10²", "10³");
  }

  @Test
  void shouldLabelOneTwoAndFiveOnAShortAxis() {
    assertThat(labels(new LogScale(0.4, 20).ticks(7)))
        .containsExactly("0.5", "1", "2", "5", "10", "20");
  }

  @Test
  void shouldLabelPowersOfTenWhereOneTwoAndFiveHaveNoRoom() {
    assertThat(labels(new LogScale(0.4, 20).ticks(5))).containsExactly("10⁰", "10¹");
  }

  @Test
  void shouldLabelLessThanADecadeAsALinearScaleIs() {
    // Given
    LogScale scale = new LogScale(0.98, 1.17);

    // When, Then
    assertThat(labels(scale.ticks(5))).containsExactly("1.00", "1.05", "1.10", "1.15");
    assertThat(scale.unit()).isEmpty();
  }

  @Test
  void shouldLeaveALongNumberToTheUnit() {
    // Given
    LogScale scale = new LogScale(400_000, 1_600_000);

    // When, Then
    assertThat(labels(scale.ticks(3))).containsExactly("0.5", "1.0", "1.5");
    assertThat(scale.unit()).isEqualTo("×10⁶");
  }

  @Test
  void shouldLeaveLabelsOutWhereThereIsNoRoom() {
    // When
    List<Tick> ticks = new LogScale(1, 1e6).ticks(4);

    // Then: every second power, and no minor ticks between them
    assertThat(labels(ticks)).containsExactly("10⁰", "10²", "10⁴", "10⁶");
    assertThat(ticks).hasSize(7);
  }

  @Test
  void shouldShowAllValuesWithAMargin() {
    // When
    LogScale scale = LogScale.around(10, 1e6);

    // Then
    assertThat(scale.lower()).isBetween(3.0, 9.0);
    assertThat(scale.upper()).isBetween(1.1e6, 3e6);
  }

  @Test
  void shouldCentreASingleValue() {
    // When
    LogScale scale = LogScale.around(200, 200);

    // Then
    assertThat(scale.share(200)).isCloseTo(0.5, within(1e-12));
    assertThat(scale.upper()).isGreaterThan(400);
  }

  @Test
  void shouldPlaceWhatIsNotPositiveFarBelow() {
    // Given
    LogScale scale = new LogScale(1, 100);

    // When, Then
    assertThat(scale.share(10)).isCloseTo(0.5, within(1e-12));
    assertThat(scale.share(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(scale.share(-3)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  private static List<String> labels(List<Tick> ticks) {
    return ticks.stream().filter(Tick::isMajor).map(Tick::label).toList();
  }
}
