package onestep.aggregator.figures.plot;

import java.util.ArrayList;
import java.util.List;
import onestep.aggregator.text.Numbers;

/**
 * A linear scale, labelled at multiples of 1, 2 or 5 times a power of ten. Labels of large and of
 * small numbers leave a power of ten to the unit.
 *
 * @param lower value at the lower end
 * @param upper value at the upper end
 * @param leastStep smallest distance of labels, such as 1 where numbers between whole ones mean
 *     nothing
 */
public record LinearScale(double lower, double upper, double leastStep) implements Scale {

  private static final double SLACK = 1e-9;
  private static final double SMALLEST_PLAIN = 0.1;
  private static final double LARGEST_PLAIN = 1e4;
  private static final int[] LEADS = {1, 2, 5, 10};

  /** A scale labelled as finely as there is room. */
  public static LinearScale of(double lower, double upper) {
    return new LinearScale(lower, upper, 0);
  }

  @Override
  public double share(double value) {
    return (value - lower) / (upper - lower);
  }

  @Override
  public List<Tick> ticks(int most) {
    double step = step(most);
    double unit = Math.pow(10, exponent());
    int decimals = Math.max(0, (int) Math.ceil(-Math.log10(step / unit) - SLACK));
    List<Tick> ticks = new ArrayList<>();
    long last = (long) Math.floor(upper / step + SLACK);
    for (long i = (long) Math.ceil(lower / step - SLACK); i <= last; i++) {
      String label = Numbers.fixed(i * step / unit, decimals).replace('-', '−');
      ticks.add(new Tick(i * step, label));
    }
    return ticks;
  }

  @Override
  public String unit() {
    return exponent() == 0 ? "" : "×" + PowerLabel.of(exponent());
  }

  /** The power of ten that labels are multiples of: 0 unless they would be long. */
  private int exponent() {
    double largest = Math.max(Math.abs(lower), Math.abs(upper));
    return largest >= SMALLEST_PLAIN && largest < LARGEST_PLAIN
        ? 0
        : (int) Math.floor(Math.log10(largest));
  }

  private double step(int most) {
    double least = Math.max(leastStep, (upper - lower) / Math.max(1, most));
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int lead : LEADS) {
      if (lead * power >= least * (1 - SLACK)) {
        return lead * power;
      }
    }
    throw new IllegalStateException("ten times a power of ten is above what begins with it");
  }
}
