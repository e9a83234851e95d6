package onestep.contract.theory;

import java.util.ArrayList;
import java.util.List;
import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.StepUnit;
import org.apache.commons.numbers.gamma.InverseErf;

/**
 * A network of depth L whose widths and dimension tend to infinity: f(x) is N(0, q_L) and ‖∇f(x)‖²
 * a constant.
 *
 * <p>q_0 = 1; layer l has preactivations of variance s_l = gain q_(l-1), activity of mean square
 * q_l = E ψ(√s_l Z)², and multiplies ‖∇f‖² by gain E ψ'(√s_l Z)².
 */
public final class WideLimit {

  private static final Memo<Family, List<Layer>> LAYERS = new Memo<>();

  private record Family(Activation activation, double gain) {}

  /**
   * A layer.
   *
   * @param preactivationVariance s_l
   * @param activityVariance q_l
   * @param gradientSquared ‖∇f‖² of the network that ends here
   */
  record Layer(double preactivationVariance, double activityVariance, double gradientSquared) {

    private static final Layer INPUT = new Layer(1, 1, 1);
  }

  private final List<Layer> layers;

  private WideLimit(List<Layer> layers) {
    this.layers = layers;
  }

  /** The limit of a model, whatever its widths and dimension. */
  public static WideLimit of(ModelSpec model) {
    return of(model.activation(), model.gain(), model.depth());
  }

  /** The limit for an activation, a gain and a depth. */
  public static WideLimit of(Activation activation, double gain, int depth) {
    Family family = new Family(activation, gain);
    List<Layer> layers =
        LAYERS.get(
            family,
            known -> known != null && known.size() >= depth ? known : layers(family, depth));
    return new WideLimit(layers.subList(0, depth));
  }

  private static List<Layer> layers(Family family, int depth) {
    List<Layer> layers = new ArrayList<>();
    Layer last = Layer.INPUT;
    while (layers.size() < depth) {
      double variance = family.gain() * last.activityVariance();
      SquareMoments moments = SquareMoments.of(family.activation(), variance);
      last =
          new Layer(
              variance,
              moments.value(),
              last.gradientSquared() * (family.gain() * moments.derivative()));
      layers.add(last);
    }
    return List.copyOf(layers);
  }

  /** q_L, the variance of f(x). */
  public double valueVariance() {
    return last().activityVariance();
  }

  /** ‖∇f(x)‖². */
  public double gradientSquared() {
    return last().gradientSquared();
  }

  /** σ = √q_L / ‖∇f‖²: steps to the sign change are |N(0, σ²)|, as f is linear on the way. */
  public double stepDeviation() {
    return Math.sqrt(valueVariance()) / gradientSquared();
  }

  /**
   * A step in units of {@link #stepDeviation}, for networks of so many inputs; NaN for a {@code
   * linear} step, which has no length of its own.
   */
  public double inDeviations(double step, StepUnit unit, int dimension) {
    return switch (unit) {
      case ETA -> step / stepDeviation();
      case LINEAR -> Double.NaN;
      case RADIUS -> step * Math.sqrt(dimension / gradientSquared()) / stepDeviation();
      case LENGTH -> step / Math.sqrt(gradientSquared()) / stepDeviation();
      case SIGMA -> step;
    };
  }

  /** The quantile of f(x), which is N(0, q_L). */
  public double valueQuantile(double probability) {
    return Math.sqrt(2 * valueVariance()) * InverseErf.value(2 * probability - 1);
  }

  /** The layers, first to last. */
  List<Layer> layers() {
    return layers;
  }

  private Layer last() {
    return layers.get(layers.size() - 1);
  }
}
