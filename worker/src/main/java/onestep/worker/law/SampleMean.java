package onestep.worker.law;

import java.util.Arrays;

/**
 * The mean of independent numbers.
 *
 * @param value the mean
 * @param standardError its standard error
 */
record SampleMean(double value, double standardError) {

  static SampleMean of(double[] sample) {
    double mean = Arrays.stream(sample).average().orElseThrow();
    double squares = Arrays.stream(sample).map(t -> (t - mean) * (t - mean)).sum();
    return new SampleMean(mean, Math.sqrt(squares / (sample.length - 1) / sample.length));
  }

  /** How far it is from an expectation, in standard errors. */
  double standardErrorsFrom(double expectation) {
    return (value - expectation) / standardError;
  }
}
