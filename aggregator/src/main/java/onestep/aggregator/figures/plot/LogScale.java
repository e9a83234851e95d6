package onestep.aggregator.figures.plot;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A logarithmic scale, labelled 10¹, 10², … with minor ticks between them; where it is shorter than
 * two decades, labelled at 1, 2 and 5 times powers of ten, and below one decade as a linear scale.
 *
 * @param lower value at the lower end, positive
 * @param upper value at the upper end
 */
public record LogScale(double lower, double upper) implements Scale {

  private static final double MARGIN_SHARE = 0.07;
  private static final double LEAST_MARGIN_DECADES = 0.08;
  private static final double LEAST_SPAN_DECADES = 0.7;

  /** On a longer axis powers of ten are enough labels. */
  private static final double FINE_DECADES = 2;

  private static final double SLACK = 1e-9;
  private static final Set<Integer> LABELLED_LEADS = Set.of(1, 2, 5);

  /** The scale that shows two positive numbers with a margin, at least 0.7 decades long. */
  public static LogScale around(double smallest, double largest) {
    double low = Math.log10(smallest);
    double high = Math.log10(largest);
    double margin = Math.max(LEAST_MARGIN_DECADES, MARGIN_SHARE * (high - low));
    margin = Math.max(margin, (LEAST_SPAN_DECADES - (high - low)) / 2);
    return new LogScale(Math.pow(10, low - margin), Math.pow(10, high + margin));
  }

  @Override
  public double share(double value) {
    return value > 0 ? Math.log(value / lower) / Math.log(upper / lower) : Double.NEGATIVE_INFINITY;
  }

  @Override
  public List<Tick> ticks(int most) {
    if (isShort()) {
      return LinearScale.of(lower, upper).ticks(most);
    }
    double decades = Math.log10(upper / lower);
    List<Tick> fine = ticks(LABELLED_LEADS, 1);
    if (decades < FINE_DECADES && fine.stream().filter(Tick::isMajor).count() <= most) {
      return fine;
    }
    int stride = (int) Math.ceil((decades + 1) / Math.max(1, most));
    List<Tick> powers = ticks(Set.of(1), stride);
    return powers.stream().filter(Tick::isMajor).count() > 1 ? powers : fine;
  }

  @Override
  public String unit() {
    return isShort() ? LinearScale.of(lower, upper).unit() : "";
  }

  private boolean isShort() {
    return upper / lower < 10;
  }

  /**
   * The ticks with labels at some multiples of every power of ten whose exponent is a multiple of
   * the stride, and with minor ticks between them, unless there would be too many.
   */
  private List<Tick> ticks(Set<Integer> labelledLeads, int stride) {
    List<Tick> ticks = new ArrayList<>();
    int last = (int) Math.floor(Math.log10(upper) + SLACK);
    for (int exponent = (int) Math.floor(Math.log10(lower)); exponent <= last; exponent++) {
      for (int lead = 1; lead <= 9; lead++) {
        double value = lead * Math.pow(10, exponent);
        boolean inside = value >= lower * (1 - SLACK) && value <= upper * (1 + SLACK);
        if (inside && (lead == 1 || stride == 1)) {
          boolean labelled = labelledLeads.contains(lead) && Math.floorMod(exponent, stride) == 0;
          ticks.add(new Tick(value, labelled ? label(lead, exponent, labelledLeads) : ""));
        }
      }
    }
    return ticks;
  }

  private static String label(int lead, int exponent, Set<Integer> labelledLeads) {
    return labelledLeads.size() == 1
        ? PowerLabel.of(exponent)
        : BigDecimal.valueOf(lead).scaleByPowerOfTen(exponent).toPlainString();
  }
}
