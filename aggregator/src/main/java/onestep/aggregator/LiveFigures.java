package onestep.aggregator;

import java.util.List;
import java.util.Optional;
import onestep.aggregator.figures.Figure;
import onestep.aggregator.figures.Figures;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.web.FigureSource;

/** The figures of the live page, drawn from the statistics as they are. */
public final class LiveFigures implements FigureSource {

  private final StatisticsView view;

  /** The figures of a view. */
  public LiveFigures(StatisticsView view) {
    this.view = view;
  }

  @Override
  public List<String> names(String sweep) {
    return Figures.render(view.summaries(sweep)).stream().map(Figure::name).toList();
  }

  @Override
  public Optional<String> svg(String sweep, String figure) {
    return Figures.render(view.summaries(sweep)).stream()
        .filter(shown -> shown.name().equals(figure))
        .findFirst()
        .map(Figure::toSvg);
  }
}
