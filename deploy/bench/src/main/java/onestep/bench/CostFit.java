package onestep.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import onestep.producer.sweep.CostModel;
import onestep.producer.sweep.CostTerm;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresProblem;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.util.Pair;

/**
 * Fits the seconds c_t ≥ 0 of the terms of the cost model to measured times: least squares of ln
 * (Σ_t n_t c_t) - ln seconds over ln c_t, so that relative errors count and no term is negative; a
 * weak prior keeps each near its present number.
 */
final class CostFit {

  private static final int MOST_STEPS = 1000;

  /**
   * How much the present numbers count beside one sample: enough to hold terms that hardly differ,
   * such as a normal and what is done with it.
   */
  private static final double TRUST = 1;

  private CostFit() {}

  /** Seconds of each term. */
  static Map<CostTerm, Double> fit(List<CostSample> samples) {
    CostTerm[] terms = CostTerm.values();
    double[][] counts = new double[samples.size()][terms.length];
    double[] target = new double[samples.size() + terms.length];
    for (int i = 0; i < counts.length; i++) {
      Map<CostTerm, Double> count = CostModel.counts(samples.get(i).cell());
      Arrays.setAll(counts[i], t -> count.getOrDefault(terms[t], 0.0));
      target[i] = Math.log(samples.get(i).seconds());
    }
    double[] start = Arrays.stream(terms).mapToDouble(term -> Math.log(term.seconds())).toArray();
    for (int t = 0; t < terms.length; t++) {
      target[counts.length + t] = TRUST * start[t];
    }
    LeastSquaresProblem problem =
        new LeastSquaresBuilder()
            .start(start)
            .target(target)
            .model(logarithms -> estimates(counts, logarithms))
            .maxEvaluations(MOST_STEPS)
            .maxIterations(MOST_STEPS)
            .build();
    RealVector best = new LevenbergMarquardtOptimizer().optimize(problem).getPoint();
    Map<CostTerm, Double> seconds = new EnumMap<>(CostTerm.class);
    for (int t = 0; t < terms.length; t++) {
      seconds.put(terms[t], Math.exp(best.getEntry(t)));
    }
    return seconds;
  }

  /** ln Σ_t n_t e^θ_t of each sample and then TRUST · θ_t, with their derivatives by θ_t. */
  private static Pair<RealVector, RealMatrix> estimates(double[][] counts, RealVector logarithms) {
    int terms = logarithms.getDimension();
    RealVector values = new ArrayRealVector(counts.length + terms);
    RealMatrix derivatives = MatrixUtils.createRealMatrix(counts.length + terms, terms);
    for (int t = 0; t < terms; t++) {
      values.setEntry(counts.length + t, TRUST * logarithms.getEntry(t));
      derivatives.setEntry(counts.length + t, t, TRUST);
    }
    for (int i = 0; i < counts.length; i++) {
      double[] parts = new double[terms];
      double sum = 0;
      for (int t = 0; t < parts.length; t++) {
        parts[t] = counts[i][t] * Math.exp(logarithms.getEntry(t));
        sum += parts[t];
      }
      values.setEntry(i, Math.log(sum));
      for (int t = 0; t < parts.length; t++) {
        derivatives.setEntry(i, t, parts[t] / sum);
      }
    }
    return new Pair<>(values, derivatives);
  }
}
