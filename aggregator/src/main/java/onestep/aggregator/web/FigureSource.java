package onestep.aggregator.web;

import java.util.List;
import java.util.Optional;

/** Draws the current figures of a sweep. */
public interface FigureSource {

  /** Has none. */
  FigureSource NONE =
      new FigureSource() {
        @Override
        public List<String> names(String sweep) {
          return List.of();
        }

        @Override
        public Optional<String> svg(String sweep, String figure) {
          return Optional.empty();
        }
      };

  /**
   * The figures that there are, in the order in which they are shown.
   *
   * @return names of at most 250 letters, digits, hyphens and dots, such as figure-1-gain-0.5
   */
  List<String> names(String sweep);

  /** A figure as an SVG document; empty if there is none of that name. */
  Optional<String> svg(String sweep, String figure);
}
