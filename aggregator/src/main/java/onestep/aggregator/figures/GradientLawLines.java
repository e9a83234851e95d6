package onestep.aggregator.figures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import onestep.aggregator.figures.plot.Guide;
import onestep.aggregator.figures.plot.Key;
import onestep.aggregator.figures.plot.Point;
import onestep.aggregator.statistics.CellSummary;
import onestep.contract.cell.ModelSpec;
import onestep.contract.theory.ReluGradientLaw;

/** The mean gradient norm of ReLU networks over its limit, exact at every width, as lines. */
final class GradientLawLines {

  private static final String LABEL = "exact law";

  /** Enough for a line that looks smooth. */
  private static final int WIDTHS = 60;

  private GradientLawLines() {}

  /** A line for each key, from its smallest to its largest width. */
  static List<Guide> of(List<CellSummary> cells, Function<CellSummary, Key> keys) {
    Map<Key, List<CellSummary>> byKey =
        cells.stream()
            .collect(Collectors.groupingBy(keys, LinkedHashMap::new, Collectors.toList()));
    List<Guide> lines = new ArrayList<>();
    byKey.forEach((key, members) -> lines.add(new Guide.Line(LABEL, key, points(members))));
    return lines;
  }

  private static List<Point> points(List<CellSummary> cells) {
    ModelSpec model = cells.get(0).spec().model();
    IntSummaryStatistics widths = cells.stream().mapToInt(Variable.WIDTH::of).summaryStatistics();
    double step = Math.log((double) widths.getMax() / widths.getMin()) / WIDTHS;
    return IntStream.rangeClosed(0, WIDTHS)
        .map(i -> (int) Math.round(widths.getMin() * Math.exp(i * step)))
        .distinct()
        .mapToObj(width -> Point.of(width, ratio(model, width)))
        .toList();
  }

  private static double ratio(ModelSpec model, int width) {
    ModelSpec wide =
        new ModelSpec(
            Collections.nCopies(model.depth(), width),
            model.dimension(),
            model.activation(),
            model.gain(),
            model.sampler(),
            model.seed());
    // The limit of the mean is the root of the mean square, which is the same at every width.
    return ReluGradientLaw.of(wide)
        .map(law -> law.mean() / Math.sqrt(law.meanSquare()))
        .orElse(Double.NaN);
  }
}
