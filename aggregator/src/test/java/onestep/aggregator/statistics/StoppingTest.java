package onestep.aggregator.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import onestep.contract.cell.StopRule;
import onestep.contract.cell.WatchedStatistic;
import org.junit.jupiter.api.Test;

class StoppingTest {

  private static final StopRule RULE = rule(0.1, 40, 5_000);

  @Test
  void shouldStopAtARoundThatIsPreciseEnoughAndTellItsInterval() {
    Stopping stopping = run(RULE);

    StopStatus status = stopping.status();
    assertThat(status.decision()).isEqualTo(StopDecision.PRECISE);
    assertThat(RULE.rounds()).contains(status.networks());
    assertThat(status.networks()).isLessThan(RULE.most());
    assertThat(status.precision().relativeError()).isLessThanOrEqualTo(0.1);
    assertThat(status.precision()).isEqualTo(ConfidenceSequence.of(RULE, state(status.networks())));
  }

  @Test
  void shouldNotStopBeforeItIsPreciseEnough() {
    int stopped = run(RULE).status().networks();

    assertThat(RULE.rounds().stream().filter(end -> end < stopped))
        .isNotEmpty()
        .allSatisfy(
            end ->
                assertThat(ConfidenceSequence.of(RULE, state(end)).relativeError())
                    .isGreaterThan(0.1));
  }

  @Test
  void shouldPassOverRoundsThatAreSurelyTooEarly() {
    Stopping stopping = new Stopping(rule(0.01, 40, 100_000));

    addAll(stopping, 0, 40);

    // An error of about a half asks for thousands; no more than tenfold at once.
    assertThat(stopping.status().networks()).isEqualTo(40);
    assertThat(stopping.asked()).isBetween(300, 400);
  }

  @Test
  void shouldEndWithTheLastRoundAtTheLatest() {
    StopRule rule = rule(0.001, 40, 300);

    Stopping stopping = run(rule);

    assertThat(stopping.decision()).isEqualTo(StopDecision.EXHAUSTED);
    assertThat(stopping.status().networks()).isEqualTo(300);
  }

  @Test
  void shouldWaitForTheLastNetworkOfARound() {
    Stopping stopping = new Stopping(RULE);
    addAll(stopping, 1, 40);

    assertThat(stopping.status().networks()).isZero();
    assertThat(stopping.asked()).isEqualTo(40);

    stopping.add(network(0));

    assertThat(stopping.status().networks()).isEqualTo(40);
    assertThat(stopping.asked()).isGreaterThan(40);
  }

  /** The decision is a function of the rows below the ends of rounds: order is nothing to it. */
  @Property(seed = "1", tries = 50)
  void shouldDecideTheSameWhateverTheOrderTheRepetitionAndWhatOthersWanted(@ForAll Random random)
      throws IOException {
    Stopping calm = run(RULE);

    Stopping stormy = new Stopping(RULE);
    while (stormy.decision() == StopDecision.OPEN) {
      List<Integer> round = new ArrayList<>();
      for (int network = 0; network < stormy.asked(); network++) {
        round.add(network); // those before again
      }
      round.add(stormy.asked()); // of another sweep
      round.add(4_000 + random.nextInt(10_000));
      Collections.shuffle(round, random);
      for (int network : round) {
        stormy.add(network(network));
        stormy = random.nextInt(500) == 0 ? restarted(stormy, RULE) : stormy;
      }
    }

    assertThat(stormy.status()).isEqualTo(calm.status());
    assertThat(bytes(stormy)).isEqualTo(bytes(calm));
  }

  @Test
  void shouldGoOnUnderAFinerRule() {
    Stopping coarse = run(RULE);
    int before = coarse.status().networks();

    Stopping fine = coarse.under(rule(0.05, 40, 5_000));

    assertThat(fine.decision()).isEqualTo(StopDecision.OPEN);
    assertThat(fine.counted().size()).isEqualTo(before);
    assertThat(fine.asked()).isGreaterThan(before);
  }

  @Test
  void shouldStayStoppedUnderACoarserRule() {
    Stopping stopping = run(RULE);

    Stopping coarser = stopping.under(rule(0.2, 40, 5_000));

    assertThat(coarser.decision()).isEqualTo(StopDecision.PRECISE);
    assertThat(coarser.status().networks()).isEqualTo(stopping.status().networks());
  }

  @Test
  void shouldWatchAnotherStatisticOfTheSameNetworks() {
    Stopping stopping = run(RULE);
    StopRule other = StopRule.of(WatchedStatistic.FLIPPED_FRACTION, 0.001, 0.95, 40, 5_000);

    Stopping watching = stopping.under(other);

    assertThat(watching.counted()).isEqualTo(stopping.counted());
    assertThat(watching.status().precision().mean())
        .isEqualTo(state(stopping.counted().size()).sums(WatchedStatistic.FLIPPED_FRACTION).mean());
  }

  @Test
  void shouldBeginAnewUnderARuleThatEndsBelowTheNetworksCounted() {
    Stopping stopping = run(RULE);

    Stopping shorter = stopping.under(rule(0.1, 40, 60));

    assertThat(shorter.counted().size()).isZero();
    assertThat(shorter.asked()).isEqualTo(40);
  }

  /** Networks above the end of a round, of a rule that was changed, must not be looked at in it. */
  @Test
  void shouldLookAtCompletePrefixesOnlyAfterTheRuleHasChanged() {
    Stopping stopping = new Stopping(rule(0.1, 100, 5_000));
    addAll(stopping, 50, 100); // fifty of the first round, none of the lowest

    Stopping changed = stopping.under(rule(0.1, 40, 5_000));

    assertThat(changed.status().networks()).isZero();
    assertThat(changed.asked()).isGreaterThanOrEqualTo(100);
    assertThat(RULE.rounds()).contains(changed.asked());
  }

  private static StopRule rule(double relativeError, int fewest, int most) {
    return StopRule.of(WatchedStatistic.ETA, relativeError, 0.95, fewest, most);
  }

  private static Stopping run(StopRule rule) {
    Stopping stopping = new Stopping(rule);
    for (int network = 0; stopping.decision() == StopDecision.OPEN; network++) {
      stopping.add(network(network));
    }
    return stopping;
  }

  private static void addAll(Stopping stopping, int from, int to) {
    for (int network = from; network < to; network++) {
      stopping.add(network(network));
    }
  }

  private static CellState state(int networks) {
    CellState state = new CellState();
    for (int network = 0; network < networks; network++) {
      state.add(network(network));
    }
    return state;
  }

  private static NetworkTrials network(int network) {
    Random random = new Random(network);
    double value = random.nextGaussian();
    return new NetworkTrials(
        network,
        List.of(
            new Trial(value, 1, TrialOutcome.FLIPPED, Math.abs(value)),
            random.nextBoolean()
                ? new Trial(value, 1, TrialOutcome.FLIPPED, 1.1 * Math.abs(value))
                : new Trial(value, 1, TrialOutcome.UNFLIPPED, Double.NaN)),
        List.of());
  }

  private static Stopping restarted(Stopping stopping, StopRule rule) throws IOException {
    return Stopping.readFrom(rule, new DataInputStream(new ByteArrayInputStream(bytes(stopping))));
  }

  private static byte[] bytes(Stopping stopping) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    stopping.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
