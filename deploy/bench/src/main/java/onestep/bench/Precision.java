package onestep.bench;

import java.util.List;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;

/**
 * How many networks a precision takes. Trials of one network are correlated, so the variance is
 * that between networks: of a linearised ratio for the mean step, of the network's fraction for the
 * flipped ones.
 *
 * @param networksForEta networks for a standard error of 1 % of mean η over flipped trials
 * @param networksForFlipped networks for a standard error of 0.1 % in the flipped fraction
 */
record Precision(double networksForEta, double networksForFlipped) {

  private static final double ETA_ERROR = 0.01;
  private static final double FLIPPED_ERROR = 0.001;

  /** Estimated from networks of a cell; NaN from fewer than 30. */
  static Precision of(List<NetworkTrials> networks) {
    int count = networks.size();
    if (count < 30) {
      return new Precision(Double.NaN, Double.NaN);
    }
    double[] flipped = new double[count];
    double[] sums = new double[count];
    double allFlipped = 0;
    double allSums = 0;
    for (int i = 0; i < count; i++) {
      NetworkTrials network = networks.get(i);
      for (int point = 0; point < network.outcomes().length; point++) {
        if (network.outcomes()[point] == Outcome.FLIPPED) {
          flipped[i]++;
          sums[i] += network.steps()[point];
        }
      }
      allFlipped += flipped[i];
      allSums += sums[i];
    }
    int points = networks.get(0).outcomes().length;
    double mean = allSums / allFlipped;
    double fraction = allFlipped / count / points;
    double etaVariance = 0;
    double flippedVariance = 0;
    for (int i = 0; i < count; i++) {
      double residual = (sums[i] - mean * flipped[i]) / (allFlipped / count);
      etaVariance += residual * residual / (count - 1);
      double deviation = flipped[i] / points - fraction;
      flippedVariance += deviation * deviation / (count - 1);
    }
    return new Precision(
        etaVariance / Math.pow(ETA_ERROR * mean, 2), flippedVariance / Math.pow(FLIPPED_ERROR, 2));
  }
}
