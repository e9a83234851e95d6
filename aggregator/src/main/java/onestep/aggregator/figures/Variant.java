package onestep.aggregator.figures;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.text.Numbers;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.SmallestStep;

/**
 * What all cells of a figure share, besides the depth: activation, gain and the attack with its
 * search.
 */
record Variant(String activation, double gain, AttackSpec attack) {

  private static final int LONGEST_NUMBER = 12;

  static Variant of(CellSummary cell) {
    return new Variant(
        cell.spec().model().activation().label(), cell.spec().model().gain(), cell.spec().attack());
  }

  /**
   * What tells this variant from the others in a file name, such as {@code -gain-2}; empty if there
   * are no others.
   */
  String suffix(Collection<Variant> all) {
    return parameters().entrySet().stream()
        .filter(
            entry ->
                all.stream().map(other -> other.parameters().get(entry.getKey())).distinct().count()
                    > 1)
        .map(entry -> "-" + entry.getKey() + "-" + entry.getValue())
        .collect(Collectors.joining());
  }

  /** The largest step, as in "η ≤ 20". */
  String limit() {
    if (!(attack instanceof SmallestStep search)) {
      return attack.label();
    }
    String limit = brief(search.maxStep());
    return switch (search.unit()) {
      case ETA -> "η ≤ " + limit;
      case LINEAR -> "η ≤ " + limit + " |f|/‖∇f‖²";
      case RADIUS -> "η‖∇f‖ ≤ " + limit + " √d";
    };
  }

  /** The model, as in "relu, gain 1". */
  String model() {
    return activation + ", gain " + brief(gain);
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("activation", activation);
    parameters.put("gain", brief(gain));
    attack
        .canonical()
        .forEach(
            (key, value) ->
                parameters.put(
                    key.replace('_', '-'),
                    value instanceof Double number ? brief(number) : value.toString()));
    return parameters;
  }

  /** Without exponent unless that is long: file names are limited to 255 bytes. */
  private static String brief(double value) {
    String plain = Numbers.plain(value);
    return plain.length() <= LONGEST_NUMBER ? plain : Numbers.exact(value);
  }
}
