package onestep.aggregator.figures;

import onestep.aggregator.figures.plot.LinearScale;
import onestep.aggregator.figures.plot.LogScale;
import onestep.aggregator.figures.plot.Scale;

/**
 * How the scale of a vertical axis follows from what it is to show.
 *
 * <p>All points and guides are on it, and their spreads as long as these leave the points enough
 * room: an interval from two networks may be as long as a hundred others.
 */
@FunctionalInterface
interface Scaling {

  /** A linear scale from 0 on, for numbers that are not negative. */
  Scaling FROM_ZERO =
      extent -> {
        double high = Math.min(extent.spreadHigh(), 2.5 * extent.high());
        return LinearScale.of(0, high > 0 ? 1.06 * high : 1);
      };

  /** A linear scale around all. */
  Scaling AROUND =
      extent -> {
        double room = 0.75 * (extent.high() - extent.low());
        double low = Math.max(extent.spreadLow(), extent.low() - room);
        double high = Math.min(extent.spreadHigh(), extent.high() + room);
        double margin = 0.06 * Math.max(high - low, 0.02);
        return LinearScale.of(low - margin, high + margin);
      };

  /** A logarithmic scale around all, for positive numbers. */
  Scaling LOGARITHMIC =
      extent -> {
        double room = Math.pow(extent.high() / extent.low(), 0.4);
        double low = Math.max(extent.spreadLow(), extent.low() / room);
        double high = Math.min(extent.spreadHigh(), extent.high() * room);
        double margin = Math.max(1.01, Math.pow(high / low, 0.06));
        return new LogScale(low / margin, high * margin);
      };

  /** The whole percent scale, with room for markers at its ends. */
  Scaling PERCENT = extent -> LinearScale.of(-4, 104);

  /** The scale for an extent. */
  Scale of(Extent extent);
}
