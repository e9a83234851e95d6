package onestep.producer.sweep;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.StopRule;
import onestep.contract.cell.WatchedStatistic;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code stop} of a sweep file. */
final class StopReader {

  private static final Set<String> KEYS =
      Set.of("statistic", "relative_error", "confidence", "min_networks", "max_networks");
  private static final double CONFIDENCE = 0.95;
  private static final int MIN_NETWORKS = 100;

  private final Source source;
  private final Values values;
  private final Limits limits;

  StopReader(Source source, Limits limits) {
    this.source = source;
    this.values = new Values(source);
    this.limits = limits;
  }

  /**
   * Reads a rule.
   *
   * @throws InvalidInputException if it is none, naming what is wrong
   */
  StopRule of(Node node) {
    Settings stop = Settings.of(source, node, "stop", KEYS);
    int most = values.count(required(stop, "max_networks"), "max_networks", limits.networks());
    return StopRule.of(
        stop.get("statistic").map(this::statistic).orElse(WatchedStatistic.ETA),
        fraction(required(stop, "relative_error"), "relative_error"),
        stop.get("confidence").map(each -> fraction(each, "confidence")).orElse(CONFIDENCE),
        fewest(stop, most),
        most);
  }

  private int fewest(Settings stop, int most) {
    Optional<Node> given = stop.get("min_networks");
    int fewest =
        given
            .map(node -> values.count(node, "min_networks", limits.networks()))
            .orElse(Math.min(MIN_NETWORKS, most));
    if (fewest < StopRule.LEAST_NETWORKS || fewest > most) {
      throw source.error(
          given.orElse(stop.node()),
          String.format(
              Locale.ROOT,
              "min_networks must be at least %d, so that networks can be compared, and at most"
                  + " max_networks, %,d, got %,d",
              StopRule.LEAST_NETWORKS,
              most,
              fewest));
    }
    return fewest;
  }

  private double fraction(Node node, String key) {
    double value = values.positive(node, key);
    if (value >= 1) {
      throw source.error(node, key + " must be above 0 and below 1, got " + Values.describe(node));
    }
    return value;
  }

  private WatchedStatistic statistic(Node node) {
    return WatchedStatistic.of(values.text(node, "statistic"))
        .orElseThrow(
            () ->
                source.error(
                    node,
                    "statistic must be one of "
                        + String.join(", ", WatchedStatistic.labels())
                        + ", got "
                        + Values.describe(node)));
  }

  private Node required(Settings stop, String key) {
    return stop.get(key)
        .orElseThrow(() -> source.error(stop.node(), "stop needs " + key + ": add " + key + ":"));
  }
}
