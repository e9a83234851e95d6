package onestep.contract.kafka;

/** How names on a cluster begin; rights are granted by these beginnings. */
public final class Names {

  /** Of the pipeline's topics. */
  static final String TOPICS = "onestep.";

  /** Of the aggregator's group, internal topics and transactions. */
  public static final String STREAMS = "onestep-aggregator-";

  /** Of transactional ids of whoever writes about a sweep, which its name completes. */
  public static final String SWEEP_TRANSACTIONS = "onestep-sweep-";

  private Names() {}
}
