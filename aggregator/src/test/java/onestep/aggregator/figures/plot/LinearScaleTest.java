package onestep.aggregator.figures.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LinearScaleTest {

  @Test
  void shouldLabelAsOftenAsThereIsRoom() {
    // Given
    LinearScale scale = LinearScale.of(0, 3.4);

    // When, Then
    assertThat(labels(scale, 8)).containsExactly("0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0");
    assertThat(labels(scale, 4)).containsExactly("0", "1", "2", "3");
    assertThat(labels(scale, 2)).containsExactly("0", "2");
  }

  @Test
  void shouldLabelThePercentScaleInTwenties() {
    assertThat(labels(LinearScale.of(-4, 104), 7))
        .containsExactly("0", "20", "40", "60", "80", "100");
  }

  @Test
  void shouldLabelNothingBetweenWholeNumbersWhereThatMeansNothing() {
    assertThat(labels(new LinearScale(0.5, 3.5, 1), 20)).containsExactly("1", "2", "3");
  }

  @Test
  void shouldWriteAMinusSign() {
    assertThat(labels(LinearScale.of(-1, 1), 3)).containsExactly("−1", "0", "1");
  }

  @Test
  void shouldLeaveAPowerOfTenToTheUnit() {
    // Given
    LinearScale small = LinearScale.of(0, 0.0153);
    LinearScale large = LinearScale.of(0, 25_000);

    // When, Then
    assertThat(labels(small, 4)).containsExactly("0.0", "0.5", "1.0", "1.5");
    assertThat(small.unit()).isEqualTo("×10⁻²");
    assertThat(labels(large, 3)).containsExactly("0", "1", "2");
    assertThat(large.unit()).isEqualTo("×10⁴");
    assertThat(LinearScale.of(0, 9_999).unit()).isEmpty();
  }

  private static List<String> labels(LinearScale scale, int most) {
    return scale.ticks(most).stream().map(Tick::label).toList();
  }
}
