package onestep.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import onestep.contract.cell.Footprint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSearchTest {

  private static final double ERROR = 1e-9;

  private int evaluations;

  private LineSearch search(DoubleUnaryOperator f, double spacing, double limit, int together) {
    int grid = (int) Math.ceil(limit / spacing);
    LineSearch search = new LineSearch(f.applyAsDouble(0), spacing, limit, grid, ERROR, ERROR);
    float[] steps = new float[together];
    double[] values = new double[together];
    while (!search.done()) {
      int proposed = search.propose(steps, 0, together);
      for (int i = 0; i < proposed; i++) {
        values[i] = f.applyAsDouble(steps[i]);
        evaluations++;
      }
      search.observe(steps, values, 0, proposed);
    }
    return search;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 0.013, 0.25, 0.4999, 0.5, 0.77, 19.9999, 20})
  void shouldFindTheRootOfALineToOneMillionth(double root) {
    // When
    LineSearch search = search(t -> root - t, 0.5, 20, 1);
    // Then
    assertThat(search.outcome()).isEqualTo(Outcome.FLIPPED);
    assertThat(search.step()).isBetween(root, root * (1 + 1.1e-6) + ERROR);
  }

  @Test
  void shouldRefineANearlyLinearFunctionInFiveEvaluations() {
    // When
    LineSearch search = search(t -> 0.8 - t + 0.02 * t * t, 0.5, 20, 1);
    // Then
    assertThat(search.outcome()).isEqualTo(Outcome.FLIPPED);
    assertThat(evaluations).isLessThanOrEqualTo(2 + 5);
  }

  @Test
  void shouldFindTheFirstOfSeveralCrossings() {
    // When
    LineSearch search = search(Math::cos, 0.5, 20, 1);
    // Then
    assertThat(search.step()).isCloseTo(Math.PI / 2, within(2e-6));
  }

  @Test
  void shouldFindTheSameStepWhenTheScanLooksFurtherAtOnce() {
    // When
    double alone = search(Math::cos, 0.5, 20, 1).step();
    double together = search(Math::cos, 0.5, 20, 16).step();
    // Then
    assertThat(together).isEqualTo(alone);
  }

  @Test
  void shouldReportNoFlipWhenTheRootIsBeyondTheLimit() {
    assertThat(search(t -> 2.01 - t, 0.3, 2, 4).outcome()).isEqualTo(Outcome.NOT_FLIPPED);
  }

  @Test
  void shouldLookAtTheLimitItselfWhenTheGridDoesNotMeetIt() {
    assertThat(search(t -> 1.95 - t, 0.3, 2, 1).outcome()).isEqualTo(Outcome.FLIPPED);
  }

  @Test
  void shouldCountAZeroAsAFlip() {
    // When: dead from 1.3 on
    LineSearch search = search(t -> Math.max(0, 1.3 - t), 0.5, 20, 1);
    // Then
    assertThat(search.outcome()).isEqualTo(Outcome.FLIPPED);
    assertThat(search.step()).isCloseTo(1.3, within(2e-6));
  }

  @Test
  void shouldNotGuessWhenTheFunctionComesNearZeroAndTurns() {
    assertThat(search(t -> Math.abs(t - 1) + ERROR / 2, 0.5, 20, 1).outcome())
        .isEqualTo(Outcome.UNRESOLVED);
  }

  @Test
  void shouldNotGuessASignBelowRoundingAtTheLimit() {
    assertThat(search(t -> 2 - t + ERROR / 2, 0.5, 2, 1).outcome()).isEqualTo(Outcome.UNRESOLVED);
  }

  @Test
  void shouldResolveACrossingAtAGridPointByTheNextOne() {
    // When: φ is positive, but within rounding, at the grid point 1
    LineSearch search = search(t -> 1 - t + ERROR / 2, 0.5, 20, 1);
    // Then
    assertThat(search.outcome()).isEqualTo(Outcome.FLIPPED);
    assertThat(search.step()).isCloseTo(1, within(2e-6));
  }

  @Test
  void shouldStayWithinItsEvaluationsWhenTheFunctionIsAStep() {
    // When
    LineSearch search = search(t -> t < 0.123456 ? 1 : -1e-6, 0.5, 20, 1);
    // Then
    assertThat(search.step()).isCloseTo(0.123456, within(1e-6));
    assertThat(evaluations).isLessThanOrEqualTo(1 + Footprint.MAX_REFINEMENTS);
  }
}
