package onestep.worker.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import onestep.contract.cell.CellSpec;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RowAgreementTest {

  private static final double BIT = 1 + 0x1p-52;

  /** An array at a time, of which one number is another one; and what that is called. */
  static Stream<Arguments> arrays() {
    return Stream.of(
        Arguments.of("f", 0),
        Arguments.of("gradient norm", 1),
        Arguments.of("step", 2),
        Arguments.of("slope", 3),
        Arguments.of("length", 4),
        Arguments.of("quantity 0", 5),
        Arguments.of("quantity 1", 6));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void shouldFindABitWithinAProfile(String name, int array) {
    NetworkTrials other = changed(array, value -> value * BIT);

    assertThat(RowAgreement.WITHIN_PROFILE.difference(row(), other))
        .hasValueSatisfying(
            what ->
                assertThat(what)
                    .startsWith(name + " at point 1: ")
                    .contains(numbers(row()).get(array)[1] + ", and again ")
                    .contains("" + numbers(row()).get(array)[1] * BIT));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void shouldFindMoreThanTheToleranceAcrossProfiles(String name, int array) {
    double tolerance = List.of(0, 1, 3).contains(array) ? 1e-6 : 1e-5;
    RowAgreement across = RowAgreement.between(CellSpec.CPU_NUMERICS, CellSpec.CUDA_NUMERICS);

    assertThat(across.difference(row(), changed(array, value -> value * (1 + 0.9 * tolerance))))
        .isEmpty();
    assertThat(across.difference(row(), changed(array, value -> value * (1 + 1.1 * tolerance))))
        .hasValueSatisfying(
            what ->
                assertThat(what)
                    .startsWith(name + " at point 1")
                    .endsWith("tolerance " + tolerance));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void shouldTellANumberFromNoneInAnyCase(String name, int array) {
    NetworkTrials other = changed(array, value -> Double.NaN);

    assertThat(RowAgreement.WITHIN_PROFILE.difference(row(), other)).isPresent();
    assertThat(RowAgreement.ACROSS_PROFILES.difference(row(), other)).isPresent();
    assertThat(RowAgreement.ACROSS_PROFILES.difference(other, row())).isPresent();
  }

  @Test
  void shouldTakeTheSameRowForTheSame() {
    assertThat(RowAgreement.WITHIN_PROFILE.difference(row(), row())).isEmpty();
    assertThat(RowAgreement.ACROSS_PROFILES.difference(row(), row())).isEmpty();
  }

  @Test
  void shouldFindAnotherOutcomeAcrossProfilesToo() {
    NetworkTrials row = row();
    NetworkTrials other =
        new NetworkTrials(
            row.network(),
            row.values(),
            row.gradientNorms(),
            new Outcome[] {Outcome.FLIPPED, Outcome.UNRESOLVED},
            row.steps(),
            row.slopes(),
            row.lengths(),
            row.quantities());

    assertThat(RowAgreement.ACROSS_PROFILES.difference(row, other))
        .hasValue("outcome at point 1: FLIPPED, and again UNRESOLVED");
  }

  @Test
  void shouldFindARowThatIsShorter() {
    NetworkTrials row = row();
    NetworkTrials other =
        new NetworkTrials(
            row.network(), row.values(), row.gradientNorms(), row.outcomes(), row.steps());

    assertThat(RowAgreement.ACROSS_PROFILES.difference(row, other))
        .hasValue("2 numbers of slope, and again 0");
  }

  private static NetworkTrials row() {
    return changed(0, value -> value);
  }

  /** A row with NaN in places, and its number at point 1 of an array changed. */
  private static NetworkTrials changed(int array, UnaryOperator<Double> change) {
    double[][] numbers = {
      {0.0, -3.5}, {1, 4}, {Double.NaN, 0.25}, {7, 8}, {Double.NaN, 9}, {1e-300, 2}, {3, 4}
    };
    numbers[array][1] = change.apply(numbers[array][1]);
    return new NetworkTrials(
        5,
        numbers[0],
        numbers[1],
        new Outcome[] {Outcome.FLIPPED, Outcome.FLIPPED},
        numbers[2],
        numbers[3],
        numbers[4],
        new double[][] {numbers[5], numbers[6]});
  }

  private static List<double[]> numbers(NetworkTrials row) {
    return List.of(
        row.values(),
        row.gradientNorms(),
        row.steps(),
        row.slopes(),
        row.lengths(),
        row.quantities()[0],
        row.quantities()[1]);
  }
}
