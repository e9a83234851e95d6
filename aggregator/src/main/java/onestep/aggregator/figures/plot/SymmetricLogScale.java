package onestep.aggregator.figures.plot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import onestep.aggregator.text.Numbers;

/**
 * A scale of both signs, linear near 0 and logarithmic beyond, with a continuous slope: labelled at
 * 0, at the ends of the linear part, and at powers of ten.
 *
 * @param lower value at the lower end
 * @param upper value at the upper end
 * @param threshold where the linear part ends on both sides, positive
 */
public record SymmetricLogScale(double lower, double upper, double threshold) implements Scale {

  private static final double MARGIN_SHARE = 0.05;
  private static final int LARGEST_PLAIN_EXPONENT = 3;

  /** From most to fewest labels. */
  private static final List<Labelling> LABELLINGS =
      List.of(
          new Labelling(Set.of(1, 5), 1),
          new Labelling(Set.of(1), 1),
          new Labelling(Set.of(1), 2),
          new Labelling(Set.of(1), 4));

  /**
   * Which numbers beyond the linear part have labels.
   *
   * @param leads what times a power of ten
   * @param stride 1 for every power of ten, 2 for every second
   */
  private record Labelling(Set<Integer> leads, int stride) {}

  /** The scale that shows two numbers and the linear part, with a margin. */
  public static SymmetricLogScale around(double smallest, double largest, double threshold) {
    double low = stretched(Math.min(smallest, -threshold), threshold);
    double high = stretched(Math.max(largest, threshold), threshold);
    double margin = MARGIN_SHARE * (high - low);
    return new SymmetricLogScale(
        shrunk(low - margin, threshold), shrunk(high + margin, threshold), threshold);
  }

  @Override
  public double share(double value) {
    double low = stretched(lower, threshold);
    return (stretched(value, threshold) - low) / (stretched(upper, threshold) - low);
  }

  /** y = x / t for |x| ≤ t, and ± (1 + ln |x / t|) beyond. */
  private static double stretched(double value, double threshold) {
    double units = value / threshold;
    return Math.abs(units) <= 1 ? units : Math.signum(units) * (1 + Math.log(Math.abs(units)));
  }

  private static double shrunk(double stretched, double threshold) {
    double size = Math.abs(stretched);
    return threshold * (size <= 1 ? stretched : Math.signum(stretched) * Math.exp(size - 1));
  }

  @Override
  public List<Tick> ticks(int most) {
    List<Tick> ticks = List.of();
    for (Labelling labelling : LABELLINGS) {
      ticks = ticks(labelling);
      if (ticks.stream().filter(Tick::isMajor).count() <= most) {
        break;
      }
    }
    return ticks;
  }

  private List<Tick> ticks(Labelling labelling) {
    List<Tick> ticks = new ArrayList<>();
    ticks.add(new Tick(0, "0"));
    addBoth(ticks, threshold, label(threshold));
    int last = (int) Math.floor(Math.log10(Math.max(-lower, upper)));
    for (int exponent = (int) Math.floor(Math.log10(threshold)); exponent <= last; exponent++) {
      for (int lead = 1; lead <= 9; lead++) {
        double value = lead * Math.pow(10, exponent);
        if (value > threshold && (lead == 1 || labelling.stride() == 1)) {
          boolean labelled =
              labelling.leads().contains(lead) && Math.floorMod(exponent, labelling.stride()) == 0;
          addBoth(ticks, value, labelled ? label(value) : "");
        }
      }
    }
    ticks.removeIf(tick -> tick.value() < lower || tick.value() > upper);
    ticks.sort(Comparator.comparingDouble(Tick::value));
    return ticks;
  }

  private static void addBoth(List<Tick> ticks, double value, String label) {
    ticks.add(new Tick(value, label));
    ticks.add(new Tick(-value, label.isEmpty() ? "" : "−" + label));
  }

  private static String label(double value) {
    double exponent = Math.log10(value);
    return exponent > LARGEST_PLAIN_EXPONENT && exponent == Math.rint(exponent)
        ? PowerLabel.of((int) exponent)
        : Numbers.plain(value);
  }
}
