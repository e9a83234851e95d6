package onestep.producer.sweep;

/**
 * What networks consist of, and the seconds that each takes: fitted, for {@link CostModel#VERSION},
 * to times of {@code onestep bench --section model}.
 */
public enum CostTerm {
  /** A network: its streams, its output weights. */
  NETWORK(6e-6),
  /** A point: drawing it, judging its value and gradient. */
  TRIAL(1.4e-6),
  /** An evaluation of a layer at one point, beyond its neurons. */
  COLUMN(1.8e-7),
  /** A neuron's activation, in one evaluation. */
  NEURON(9.4e-10),
  /** The same in layers too wide for the caches. */
  NEURON_STREAMED(2.2e-9),
  /** The same with a smooth activation. */
  NEURON_SMOOTH(4.9e-9),
  /** A neuron of a network whose crossings are exact: its kink. */
  KINK(6.6e-9),
  /** A standard normal. */
  NORMAL(3.5e-9),
  /** A call of a product on a layer with all weights. */
  DENSE_CALL(5.2e-7),
  /** A multiply-add of a matrix with a block of vectors. */
  DENSE_TILED(2e-11),
  /** A multiply-add of a matrix with a single vector. */
  DENSE_SINGLE(1e-10),
  /** A call on a layer without weights. */
  CONDITIONED_CALL(8.9e-7),
  /** An inner product of two vectors, beyond its multiply-adds. */
  INNER_PRODUCT(3.3e-8),
  /** A multiply-add of inner products and sums for one query at a time. */
  CONDITIONED_SINGLE(4.3e-11),
  /** The same for one query at a time of a layer whose vectors exceed the caches. */
  CONDITIONED_STREAMED(6e-11),
  /** The same for several queries at a time. */
  CONDITIONED_TILED(3.7e-11);

  private final double seconds;

  CostTerm(double seconds) {
    this.seconds = seconds;
  }

  /** Seconds of one occurrence on a slot of a nominal CPU. */
  public double seconds() {
    return seconds;
  }
}
