package onestep.aggregator.figures.plot;

import java.util.List;

/**
 * One set of axes with its curves.
 *
 * @param title what stands above it
 * @param x horizontal axis
 * @param y vertical axis
 * @param spread how the spread of points is shown
 * @param curves curves, those drawn last on top
 * @param guides what to compare them with
 * @param beyond what a point beyond the upper end of the vertical axis means; empty if there is
 *     none
 */
public record Panel(
    String title,
    Axis x,
    Axis y,
    Spread spread,
    List<Curve> curves,
    List<Guide> guides,
    String beyond) {

  /** Copies the lists. */
  public Panel {
    curves = List.copyOf(curves);
    guides = List.copyOf(guides);
  }
}
