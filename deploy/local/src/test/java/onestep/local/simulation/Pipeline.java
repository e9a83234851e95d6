package onestep.local.simulation;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import onestep.aggregator.topology.Rewriting;
import onestep.contract.record.Sweep;

/**
 * What is put together in a simulation: the real thing, or the real thing with something wrong.
 *
 * @param awaitsResults whether a task is acknowledged only when the broker has its rows
 * @param deliveryLimit what workers take for the limit of deliveries
 * @param news what workers hear when the record of a sweep changes
 * @param rewriting makes what the aggregator is given in place of records
 */
record Pipeline(
    boolean awaitsResults,
    int deliveryLimit,
    UnaryOperator<Sweep> news,
    Supplier<Rewriting> rewriting) {

  /** Deliveries of a task, at most. */
  static final int DELIVERY_LIMIT = 3;

  static final Pipeline REAL =
      new Pipeline(true, DELIVERY_LIMIT, sweep -> sweep, () -> Rewriting.NONE);

  Pipeline acknowledgingTooEarly() {
    return new Pipeline(false, deliveryLimit, news, rewriting);
  }

  Pipeline withDeliveryLimit(int other) {
    return new Pipeline(awaitsResults, other, news, rewriting);
  }

  Pipeline hearing(UnaryOperator<Sweep> other) {
    return new Pipeline(awaitsResults, deliveryLimit, other, rewriting);
  }

  Pipeline rewriting(Supplier<Rewriting> other) {
    return new Pipeline(awaitsResults, deliveryLimit, news, other);
  }
}
