package onestep.aggregator.web;

import java.util.Optional;

/** Draws current figures of a sweep. */
@FunctionalInterface
public interface FigureSource {

  /** Has none. */
  FigureSource NONE = (sweep, figure) -> Optional.empty();

  /**
   * A figure as an SVG document.
   *
   * @param sweep name of the sweep
   * @param figure name of the figure, such as 1
   * @return empty if there is no such figure, or nothing to draw yet
   */
  Optional<String> svg(String sweep, String figure);
}
