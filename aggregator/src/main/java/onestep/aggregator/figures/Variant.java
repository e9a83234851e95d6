package onestep.aggregator.figures;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.text.AttackText;
import onestep.aggregator.text.Numbers;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;

/**
 * What all cells of a figure share, besides depths, widths and dimensions.
 *
 * @param activation the activation; empty where activations are compared
 * @param gain the gain
 * @param attack the attack with its search
 */
record Variant(Optional<Activation> activation, double gain, AttackSpec attack) {

  private static final int LONGEST_NUMBER = 12;

  static Variant of(CellSummary cell) {
    return new Variant(
        Optional.of(cell.spec().model().activation()),
        cell.spec().model().gain(),
        cell.spec().attack());
  }

  /** The variant of a cell among which activations are compared. */
  static Variant acrossActivations(CellSummary cell) {
    return new Variant(Optional.empty(), cell.spec().model().gain(), cell.spec().attack());
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

  /** Whether the smallest flipping step is searched for. */
  boolean searches() {
    return attack.findsSmallestStep();
  }

  /** The largest step, as in "η ≤ 20", or the fixed one, as in "η = 2". */
  String limit() {
    return AttackText.steps(attack);
  }

  /** The models, as in "ReLU, gain 1". */
  String models() {
    return Stream.concat(activation.map(Variable::name).stream(), Stream.of("gain " + brief(gain)))
        .collect(Collectors.joining(", "));
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    activation.ifPresent(known -> parameters.put("activation", known.label()));
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
