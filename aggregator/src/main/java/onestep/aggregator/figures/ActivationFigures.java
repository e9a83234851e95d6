package onestep.aggregator.figures;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.aggregator.statistics.CellSummary;

/** The figures that compare activations, at the largest dimension that all of them have. */
final class ActivationFigures {

  private ActivationFigures() {}

  /** The figures of a variant across activations; none where there is nothing to compare. */
  static List<Figure> of(VariantCells variant) {
    SortedMap<Integer, List<CellSummary>> activations = Variable.ACTIVATION.group(variant.cells());
    OptionalInt dimension = commonDimension(activations.values());
    if (activations.size() < 2 || dimension.isEmpty()) {
      return List.of();
    }
    int common = dimension.getAsInt();
    VariantCells compared = variant.with(Variable.DIMENSION.group(variant.cells()).get(common));
    String details = Variable.DIMENSION.text(common) + "; " + VariantCells.WHISKERS;
    return Stream.of(
            compared.figureByDepth(
                "activations-perturbation",
                "Mean length of the flipping step over that of the input",
                details,
                compared.chart(Variable.WIDTH, Variable.ACTIVATION, Measure.PERTURBATION)),
            compared.figureByDepth(
                "activations-linearity",
                "Linearity ratio η‖∇f(x)‖²/|f(x)| of the flipping step (harmonic mean)",
                details,
                compared.chart(Variable.WIDTH, Variable.ACTIVATION, Measure.LINEARITY)))
        .flatMap(Optional::stream)
        .toList();
  }

  static OptionalInt commonDimension(Collection<List<CellSummary>> activations) {
    return activations.stream()
        .map(cells -> Variable.DIMENSION.group(cells).keySet())
        .reduce((one, other) -> one.stream().filter(other::contains).collect(Collectors.toSet()))
        .stream()
        .flatMap(Set::stream)
        .mapToInt(Integer::intValue)
        .max();
  }
}
