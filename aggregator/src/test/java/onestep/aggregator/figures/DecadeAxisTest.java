package onestep.aggregator.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import onestep.aggregator.figures.DecadeAxis.Tick;
import org.jfree.data.Range;
import org.junit.jupiter.api.Test;

class DecadeAxisTest {

  @Test
  void shouldLabelPowersOfTen() {
    assertThat(labels(DecadeAxis.ticks(7, 1.5e6, 10)))
        .containsExactly("10¹", "10²", "10³", "10⁴", "10⁵", "10⁶");
  }

  @Test
  void shouldPutMinorTicksBetweenPowersOfTen() {
    // When
    List<Tick> ticks = DecadeAxis.ticks(10, 100, 10);

    // Then
    assertThat(ticks.stream().map(Tick::value))
        .containsExactly(10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0);
    assertThat(labels(ticks)).containsExactly("10¹", "10²");
  }

  @Test
  void shouldLabelOneTwoAndFiveOnAShortAxis() {
    assertThat(labels(DecadeAxis.ticks(15, 130, 10))).containsExactly("20", "50", "100");
  }

  @Test
  void shouldLeaveLabelsOutWhereThereIsNoRoom() {
    // When
    List<Tick> ticks = DecadeAxis.ticks(1, 1e6, 4);

    // Then: every second power, and no minor ticks between them
    assertThat(labels(ticks)).containsExactly("10⁰", "10²", "10⁴", "10⁶");
    assertThat(ticks).hasSize(7);
  }

  @Test
  void shouldShowAllValuesWithAMargin() {
    // When
    Range range = DecadeAxis.rangeOf(10, 1e6);

    // Then
    assertThat(range.getLowerBound()).isBetween(5.0, 9.0);
    assertThat(range.getUpperBound()).isBetween(1.1e6, 2e6);
  }

  @Test
  void shouldCentreASingleValue() {
    // When
    Range range = DecadeAxis.rangeOf(200, 200);

    // Then
    assertThat(range.getLowerBound() * range.getUpperBound()).isCloseTo(40_000, within(1e-6));
    assertThat(range.getUpperBound()).isGreaterThan(400);
  }

  private static List<String> labels(List<Tick> ticks) {
    return ticks.stream().map(Tick::label).filter(label -> !label.isEmpty()).toList();
  }
}
