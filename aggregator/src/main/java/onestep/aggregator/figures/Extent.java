package onestep.aggregator.figures;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;
import onestep.aggregator.figures.plot.Guide;
import onestep.aggregator.figures.plot.Point;

/**
 * What a vertical axis is to show.
 *
 * @param low the lowest point or guide
 * @param high the highest point or guide
 * @param spreadLow the lowest end of a spread, not above {@code low}
 * @param spreadHigh the highest end of a spread, not below {@code high}
 */
record Extent(double low, double high, double spreadLow, double spreadHigh) {

  /** The extent of what is on the axis; from 0 to 1 where nothing is. */
  static Extent of(List<Point> points, List<Guide> guides) {
    List<Point> finite = points.stream().filter(Point::isFinite).toList();
    DoubleSummaryStatistics places =
        DoubleStream.concat(
                finite.stream().mapToDouble(Point::y), guides.stream().flatMapToDouble(Extent::of))
            .summaryStatistics();
    if (places.getCount() == 0) {
      return new Extent(0, 1, 0, 1);
    }
    double low = finite.stream().mapToDouble(Point::low).min().orElse(places.getMin());
    double high = finite.stream().mapToDouble(Point::high).max().orElse(places.getMax());
    return new Extent(
        places.getMin(),
        places.getMax(),
        Math.min(low, places.getMin()),
        Math.max(high, places.getMax()));
  }

  private static DoubleStream of(Guide guide) {
    if (guide instanceof Guide.Level level) {
      return DoubleStream.of(level.y());
    }
    if (guide instanceof Guide.Line line) {
      return line.points().stream().filter(Point::isFinite).mapToDouble(Point::y);
    }
    // A zone tells what is usual; the scale knows how much of it to show.
    return DoubleStream.empty();
  }
}
