package onestep.aggregator.figures.plot;

import java.util.List;

/** Where numbers lie along an axis. */
public interface Scale {

  /** The place of a number: 0 at the lower end of the axis, 1 at its upper end. */
  double share(double value);

  /**
   * Its ticks, ascending.
   *
   * @param most how many labels there is room for
   */
  List<Tick> ticks(int most);

  /** What the labels of its ticks are multiples of, such as ×10⁻³; empty for 1. */
  default String unit() {
    return "";
  }
}
