package onestep.contract.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import org.apache.commons.numbers.gamma.Erfc;

/**
 * The law of f(x) of one hidden layer, exact at any width; the dimension does not matter.
 *
 * <p>f = k^(-1/2) Σ a_i ψ(√gain Z_i) with independent standard normal Z_i and fair signs a_i is
 * symmetric, with characteristic function φ(t) = (E cos(t ψ(√gain Z) / √k))^k. Its distribution
 * function is ½ + (1/π) ∫_0^∞ sin(tx) φ(t) / t dt (Gil-Pelaez 1951), by the midpoint rule, which
 * for a law within ±π/h errs by no more than its tails beyond.
 *
 * <p>ReLU has f = 0 with probability 2^-k, when all neurons are off: an atom, which is taken out of
 * φ and put back as a step.
 */
public final class ValueLaw {

  /** Standard deviations of f that the midpoint rule keeps apart from the next period. */
  private static final double REACH = 20;

  /** φ is at an end where it has stayed below this. */
  private static final double SMALLEST = 1e-9;

  private static final int SMALL_IN_A_ROW = 8;
  private static final int MOST_NODES = 4000;

  /** Points in [0, {@value #GRID_END} s.d.] among which the largest distance is looked for. */
  private static final int GRID = 1200;

  private static final double GRID_END = 6;

  private static final Memo<Key, OptionalDouble> DISTANCES = new Memo<>();

  private record Key(Activation activation, double gain, int width) {}

  private final double deviation;
  private final double atom;
  private final double spacing;

  /** φ without its atom at the nodes (j + ½) spacing. */
  private final double[] characteristic;

  private ValueLaw(double deviation, double atom, double spacing, double[] characteristic) {
    this.deviation = deviation;
    this.atom = atom;
    this.spacing = spacing;
    this.characteristic = characteristic;
  }

  /**
   * sup_x |P(f(x) ≤ x) - P(N(0, q_1) ≤ x)|, the Kolmogorov distance: 0.5506 κ / (24 k) for large k,
   * κ the excess kurtosis of a ψ(Z), so about 0.069 / k for ReLU. Found on a grid, to 1e-5 of
   * itself; to about 1e-7 where it is that small.
   *
   * @return nothing of more than one hidden layer, and of the few neurons of an activation whose φ
   *     vanishes too slowly to be integrated
   */
  public static OptionalDouble distanceToNormal(ModelSpec model) {
    if (model.depth() != 1) {
      return OptionalDouble.empty();
    }
    Key key = new Key(model.activation(), model.gain(), model.fanOut(1));
    return DISTANCES.get(key, known -> known == null ? distance(key) : known);
  }

  private static OptionalDouble distance(Key key) {
    ValueLaw law = of(key.activation(), key.gain(), key.width());
    return law == null ? OptionalDouble.empty() : OptionalDouble.of(law.distance());
  }

  /** The law, or null if φ does not vanish within reach. */
  static ValueLaw of(Activation activation, double gain, int width) {
    double scale = Math.sqrt(gain);
    double deviation = Math.sqrt(SquareMoments.of(activation, gain).value());
    double atom = activation == Activation.RELU ? Math.pow(0.5, width) : 0;
    double spacing = Math.PI / (REACH * deviation);
    List<Double> nodes = new ArrayList<>();
    for (int small = 0; small < SMALL_IN_A_ROW; ) {
      if (nodes.size() == MOST_NODES) {
        return null;
      }
      double t = (nodes.size() + 0.5) * spacing;
      double phi = characteristic(activation, scale, width, t) - atom;
      nodes.add(phi);
      small = Math.abs(phi) < SMALLEST ? small + 1 : 0;
    }
    return new ValueLaw(
        deviation, atom, spacing, nodes.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** φ(t) = (1 - 2 E sin²(t ψ / (2√k)))^k, which keeps the digits of a large k. */
  private static double characteristic(Activation activation, double scale, int width, double t) {
    double missing = 2 * squaredSine(activation, scale, t / (2 * Math.sqrt(width)));
    if (missing < 1) {
      return StrictMath.exp(width * StrictMath.log1p(-missing));
    }
    double base = StrictMath.exp(width * StrictMath.log(missing - 1)); // 1 is past the first zero
    return width % 2 == 0 ? base : -base;
  }

  /** E sin²(c ψ(scale Z)). */
  static double squaredSine(Activation activation, double scale, double c) {
    if (activation.isPiecewiseLinear()) {
      double square = 2 * c * c * scale * scale;
      double below = activation.slopeBelow();
      return -(StrictMath.expm1(-square) + StrictMath.expm1(-square * below * below)) / 4;
    }
    return NormalIntegral.expectation(
        z -> {
          double sine = StrictMath.sin(c * activation.value(z));
          return sine * sine;
        },
        scale);
  }

  /** P(f ≤ x); at the atom, its limit from the right. */
  double probability(double x) {
    double sum = 0;
    for (int j = 0; j < characteristic.length; j++) {
      sum += StrictMath.sin((j + 0.5) * spacing * x) * characteristic[j] / (j + 0.5);
    }
    double step = x >= 0 ? atom : 0;
    return (1 - atom) / 2 + sum / Math.PI + step;
  }

  private double distance() {
    double largest = atom / 2; // just left and right of 0
    for (int i = 1; i <= GRID; i++) {
      double x = GRID_END * deviation * i / GRID;
      double normal = Erfc.value(-x / (deviation * Math.sqrt(2))) / 2;
      largest = Math.max(largest, Math.abs(probability(x) - normal));
    }
    return largest;
  }
}
