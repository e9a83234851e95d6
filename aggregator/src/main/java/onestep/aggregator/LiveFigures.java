package onestep.aggregator;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import onestep.aggregator.figures.Figure;
import onestep.aggregator.figures.Figures;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.web.FigureSource;

/**
 * The figures of the live page, drawn from the statistics as they are: those of the paper, and the
 * linearity. The others are for looking at in peace.
 */
public final class LiveFigures implements FigureSource {

  private static final String LINEARITY = "linearity-k";

  private final StatisticsView view;

  /** The figures of a view. */
  public LiveFigures(StatisticsView view) {
    this.view = view;
  }

  @Override
  public List<String> names(String sweep) {
    return figures(sweep).map(Figure::name).toList();
  }

  @Override
  public Optional<String> svg(String sweep, String figure) {
    return figures(sweep)
        .filter(shown -> shown.name().equals(figure))
        .findFirst()
        .map(Figure::toSvg);
  }

  private Stream<Figure> figures(String sweep) {
    return Figures.of(view.summaries(sweep)).stream()
        .filter(figure -> figure.isOfThePaper() || figure.kind().equals(LINEARITY));
  }
}
