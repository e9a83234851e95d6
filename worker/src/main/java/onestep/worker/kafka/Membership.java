package onestep.worker.kafka;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** Whether a share consumer is in its group, which it tells by its metrics alone. */
final class Membership {

  /** It has been given partitions. */
  private static final String REBALANCES = "rebalance-total";

  private Membership() {}

  /** Whether the consumer of these metrics has joined and been given partitions. */
  static boolean isIn(Map<MetricName, ? extends Metric> metrics) {
    return metrics.entrySet().stream()
        .filter(metric -> metric.getKey().name().equals(REBALANCES))
        .anyMatch(metric -> metric.getValue().metricValue() instanceof Double n && n > 0);
  }
}
