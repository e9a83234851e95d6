package onestep.aggregator.figures.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {

  @Test
  void shouldBreakAtPointsThatAreUndefinedOrBeyondTheAxis() {
    // Given
    Curve curve =
        new Curve(
            Samples.KEY,
            List.of(
                Point.of(1, 10),
                Point.of(2, 20),
                Point.of(3, Double.NaN),
                Point.of(4, 40),
                Point.of(5, Double.POSITIVE_INFINITY)));

    // When, Then
    assertThat(curve.runs())
        .containsExactly(List.of(Point.of(1, 10), Point.of(2, 20)), List.of(Point.of(4, 40)));
  }

  @Test
  void shouldDrawAPointWithoutSpreadWhereTheSpreadIsUndefined() {
    assertThat(new Point(10, 0.7, Double.NaN, Double.NaN)).isEqualTo(Point.of(10, 0.7));
  }
}
