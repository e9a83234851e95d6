package onestep.local;

import java.util.Optional;
import onestep.aggregator.figures.Figure;
import onestep.aggregator.figures.Figures;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.web.FigureSource;

/**
 * The figures of the live page by their number in the paper, drawn from the statistics as they are.
 * Of several of one number (for several gains, say) it shows the first.
 */
final class LiveFigures implements FigureSource {

  private final StatisticsView view;

  LiveFigures(StatisticsView view) {
    this.view = view;
  }

  @Override
  public Optional<String> svg(String sweep, String figure) {
    String name = "figure-" + figure;
    return Figures.render(view.summaries(sweep)).stream()
        .filter(shown -> shown.name().equals(name) || shown.name().startsWith(name + "-"))
        .findFirst()
        .map(Figure::toSvg);
  }
}
