package onestep.aggregator;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.text.Numbers;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.ModelSpec;
import picocli.CommandLine.Option;

/** Options that choose cells. */
final class CellFilter {

  @Option(names = "--depth", split = ",", paramLabel = "L", description = "Only these depths.")
  private List<Integer> depths = List.of();

  @Option(
      names = "--dimension",
      split = ",",
      paramLabel = "D",
      description = "Only these input dimensions.")
  private List<Integer> dimensions = List.of();

  @Option(names = "--width", split = ",", paramLabel = "K", description = "Only these widths.")
  private List<Integer> widths = List.of();

  @Option(names = "--gain", split = ",", paramLabel = "GAIN", description = "Only these gains.")
  private List<Double> gains = List.of();

  @Option(
      names = "--activation",
      split = ",",
      paramLabel = "NAME",
      description = "Only these activations.")
  private List<String> activations = List.of();

  /**
   * The cells that have all that is asked for.
   *
   * @throws InvalidInputException if no cell has one of the values, or none has all
   */
  List<CellSummary> of(List<CellSummary> cells) {
    List<CellSummary> chosen = cells;
    chosen = chosen(chosen, cells, "--depth", depths, ModelSpec::depth);
    chosen = chosen(chosen, cells, "--dimension", dimensions, ModelSpec::dimension);
    chosen = chosen(chosen, cells, "--width", widths, model -> model.widths().get(0));
    chosen = chosen(chosen, cells, "--gain", gains, ModelSpec::gain);
    chosen = chosen(chosen, cells, "--activation", activations, m -> m.activation().label());
    if (chosen.isEmpty() && !cells.isEmpty()) {
      throw new InvalidInputException(
          "no cell has all that the filters ask for; leave one of them out");
    }
    return chosen;
  }

  private static <T extends Comparable<T>> List<CellSummary> chosen(
      List<CellSummary> chosen,
      List<CellSummary> all,
      String option,
      Collection<T> wanted,
      Function<ModelSpec, T> value) {
    if (wanted.isEmpty()) {
      return chosen;
    }
    List<T> known =
        all.stream().map(cell -> value.apply(cell.spec().model())).distinct().sorted().toList();
    for (T one : wanted) {
      if (!known.contains(one)) {
        throw new InvalidInputException(
            "%s: no cell has %s; there are %s"
                .formatted(
                    option,
                    text(one),
                    known.stream().map(CellFilter::text).collect(Collectors.joining(", "))));
      }
    }
    return chosen.stream()
        .filter(cell -> wanted.contains(value.apply(cell.spec().model())))
        .toList();
  }

  private static String text(Object value) {
    return value instanceof Double number ? Numbers.plain(number) : value.toString();
  }
}
