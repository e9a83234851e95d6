package onestep.aggregator.figures;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import onestep.aggregator.figures.plot.Layout;
import onestep.aggregator.figures.plot.Panel;

/** The widths and dimensions from which on every input is flipped, which grow with the depth. */
final class ThresholdFigure {

  private ThresholdFigure() {}

  /** The figure of a variant, if it has two depths to compare. */
  static Optional<Figure> of(VariantCells variant) {
    List<Panel> panels =
        Stream.of(
                new Thresholds(Variable.WIDTH, Variable.DIMENSION).panel("smallest width", variant),
                new Thresholds(Variable.DIMENSION, Variable.WIDTH)
                    .panel("smallest dimension", variant))
            .flatMap(Optional::stream)
            .toList();
    return panels.isEmpty()
        ? Optional.empty()
        : variant.figure(
            "threshold",
            "Width and dimension from which on all inputs are flipped, against the depth",
            "smallest value of the grid from which on at least 99.5\u00a0% are flipped, there and"
                + " at every larger one",
            Layout.apart(panels.size()),
            panels);
  }
}
