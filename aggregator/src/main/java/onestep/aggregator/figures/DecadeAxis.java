package onestep.aggregator.figures;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import onestep.aggregator.text.Numbers;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

/**
 * A horizontal logarithmic axis labelled 10¹, 10², … with minor ticks at 2 to 9; where it shows
 * fewer than two powers of ten, labelled at 1, 2 and 5 times them.
 *
 * <p>The stock {@link LogAxis} chooses ticks that are no powers of ten, or none at all.
 */
final class DecadeAxis extends LogAxis {

  private static final long serialVersionUID = 1L;

  private static final double LABEL_PIXELS = 36;
  private static final double MARGIN_SHARE = 0.05;
  private static final double LEAST_MARGIN_DECADES = 0.08;
  private static final double LEAST_SPAN_DECADES = 0.7;
  private static final Set<Integer> LABELLED_LEADS = Set.of(1, 2, 5);
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  /** A tick; one without a label is minor. */
  record Tick(double value, String label) {}

  DecadeAxis(String label) {
    super(label);
    setMinorTickMarksVisible(true);
  }

  /** The range that shows all values with a margin, at least 0.7 decades wide. */
  static Range rangeOf(double smallest, double largest) {
    double low = Math.log10(smallest);
    double high = Math.log10(largest);
    double margin = Math.max(LEAST_MARGIN_DECADES, MARGIN_SHARE * (high - low));
    margin = Math.max(margin, (LEAST_SPAN_DECADES - (high - low)) / 2);
    return new Range(Math.pow(10, low - margin), Math.pow(10, high + margin));
  }

  /**
   * The ticks of a range, ascending.
   *
   * @param most how many labels of powers of ten there is room for; beyond, some are left out
   */
  static List<Tick> ticks(double lower, double upper, int most) {
    int first = (int) Math.ceil(Math.log10(lower) - 1e-9);
    int last = (int) Math.floor(Math.log10(upper) + 1e-9);
    boolean powers = last > first;
    int stride = Math.max(1, (int) Math.ceil((last - first + 1.0) / Math.max(1, most)));
    List<Tick> ticks = new ArrayList<>();
    for (int exponent = first - 1; exponent <= last; exponent++) {
      for (int lead = 1; lead <= 9; lead++) {
        double value = lead * Math.pow(10, exponent);
        if (value < lower * (1 - 1e-9) || value > upper * (1 + 1e-9)) {
          continue;
        }
        if (lead == 1 && powers) {
          boolean labelled = Math.floorMod(exponent, stride) == 0;
          ticks.add(new Tick(value, labelled ? power(exponent) : ""));
        } else if (!powers && LABELLED_LEADS.contains(lead)) {
          ticks.add(new Tick(value, Numbers.plain(value)));
        } else if (stride == 1) {
          ticks.add(new Tick(value, ""));
        }
      }
    }
    return ticks;
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D g2, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
    int most = (int) (dataArea.getWidth() / LABEL_PIXELS);
    return ticks(getLowerBound(), getUpperBound(), most).stream()
        .map(
            tick ->
                new NumberTick(
                    tick.label().isEmpty() ? TickType.MINOR : TickType.MAJOR,
                    tick.value(),
                    tick.label(),
                    TextAnchor.TOP_CENTER,
                    TextAnchor.TOP_CENTER,
                    0))
        .toList();
  }

  private static String power(int exponent) {
    StringBuilder text = new StringBuilder("10");
    if (exponent < 0) {
      text.append('⁻');
    }
    Integer.toString(Math.abs(exponent))
        .chars()
        .forEach(digit -> text.append(SUPERSCRIPTS.charAt(digit - '0')));
    return text.toString();
  }
}
