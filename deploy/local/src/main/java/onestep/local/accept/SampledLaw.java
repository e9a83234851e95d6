package onestep.local.accept;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import onestep.aggregator.statistics.CellState;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.TheoryValues;
import onestep.contract.cell.CellSpec;

/**
 * The empirical law of real networks: draws are networks of a large population, with replacement,
 * so the population's own statistics are the exact truth.
 */
final class SampledLaw implements Coverage.Law {

  /** Networks of a population. */
  static final int NETWORKS = 10_000;

  private final List<NetworkTrials> population;
  private final Map<String, Double> truths = new LinkedHashMap<>();

  SampledLaw(List<NetworkTrials> population, CellSpec cell) {
    this.population = population;
    CellState all = new CellState();
    population.forEach(all::add);
    CellSummary summary = all.summary(cell, TheoryValues.NONE);
    Coverage.INTERVALS.forEach(
        (name, estimate) -> truths.put(name, estimate.apply(summary).mean()));
  }

  @Override
  public NetworkTrials draw(int index, SplittableRandom random) {
    return new NetworkTrials(index, population.get(random.nextInt(population.size())).trials());
  }

  @Override
  public Map<String, Double> truths() {
    return truths;
  }
}
