package onestep.local.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.Trial;
import onestep.contract.cell.Activation;
import onestep.worker.law.Finding;
import org.junit.jupiter.api.Test;

/**
 * Seeds are fixed; a new seed would fail a true law with probability 6e-5 a statistic (four
 * standard errors).
 */
class CoverageTest {

  @Test
  void shouldFindTheIntervalsOfAKnownLawRight() {
    // When
    Finding finding = Coverage.simulate("known", new GaussianLaw(0.95, 0.2, 5), 0.35, 30, 5, 600);

    // Then
    assertThat(finding.holds()).as("%s", finding).isTrue();
    assertThat(finding.observed()).contains("flipped", "η", "‖∇f‖").endsWith("of 600 cells");
  }

  /**
   * Networks that come twice look like more of them: intervals are too short by √2, and cover 83 %.
   */
  @Test
  void shouldFindIntervalsWrongWhoseNetworksAreNotIndependent() {
    // Given
    GaussianLaw law = new GaussianLaw(0.5, 0, 1);
    Coverage.Law twice =
        new Coverage.Law() {
          private List<Trial> last = new ArrayList<>();

          @Override
          public NetworkTrials draw(int index, SplittableRandom random) {
            if (index % 2 == 0) {
              last = law.draw(index, random).trials();
            }
            return new NetworkTrials(index, last);
          }

          @Override
          public Map<String, Double> truths() {
            return law.truths();
          }
        };

    // When
    Finding finding = Coverage.simulate("twice", twice, 0.35, 40, 1, 600);

    // Then
    assertThat(finding.holds()).as("%s", finding).isFalse();
  }

  @Test
  void shouldTakeTheTruthOfSampledNetworksFromAllOfThem() {
    // Given
    List<NetworkTrials> population =
        Populations.of(Coverage.cell(Activation.RELU, 1, 5, 8, 1, 2), 50);

    // When
    Map<String, Double> truths =
        new SampledLaw(population, Coverage.cell(Activation.RELU, 1, 5, 8, 1, 2)).truths();

    // Then
    double norms =
        population.stream()
            .flatMap(network -> network.trials().stream())
            .mapToDouble(Trial::gradientNorm)
            .average()
            .orElseThrow();
    assertThat(truths).containsOnlyKeys(Coverage.INTERVALS.keySet());
    assertThat(truths.get("‖∇f‖")).isCloseTo(norms, within(1e-12));
  }
}
