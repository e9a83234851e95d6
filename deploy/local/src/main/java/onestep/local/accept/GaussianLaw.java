package onestep.local.accept;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.Trial;
import onestep.aggregator.statistics.TrialOutcome;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Made-up networks whose points share a part of their variance: ‖∇f‖ is normal, η half-normal as
 * that of wide networks, and a trial flips where a normal variable says so.
 *
 * @param fraction probability of a flip
 * @param shared correlation of two points of a network
 * @param points points a network
 */
record GaussianLaw(double fraction, double shared, int points) implements Coverage.Law {

  private static final double SPREAD_OF_NORM = 0.1;

  @Override
  public NetworkTrials draw(int index, SplittableRandom random) {
    double common = Math.sqrt(shared);
    double own = Math.sqrt(1 - shared);
    double flips = common * random.nextGaussian();
    double norms = common * random.nextGaussian();
    double steps = common * random.nextGaussian();
    double threshold = NormalDistribution.of(0, 1).inverseSurvivalProbability(fraction);
    List<Trial> trials = new ArrayList<>(points);
    for (int point = 0; point < points; point++) {
      boolean flipped = flips + own * random.nextGaussian() > threshold;
      double norm = 1 + SPREAD_OF_NORM * (norms + own * random.nextGaussian());
      double step = Math.abs(steps + own * random.nextGaussian());
      trials.add(
          new Trial(
              1,
              norm,
              flipped ? TrialOutcome.FLIPPED : TrialOutcome.UNFLIPPED,
              flipped ? step : Double.NaN));
    }
    return new NetworkTrials(index, trials);
  }

  @Override
  public Map<String, Double> truths() {
    return Map.of(Coverage.FRACTION, fraction, "‖∇f‖", 1.0, "η", Math.sqrt(2 / Math.PI));
  }
}
