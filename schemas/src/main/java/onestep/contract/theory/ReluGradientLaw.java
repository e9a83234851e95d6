package onestep.contract.theory;

import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import org.apache.commons.numbers.gamma.GammaRatio;

/**
 * The law of the gradient norm of a ReLU network, exact at any widths and dimension.
 *
 * <p>‖∇f‖² has the law of gain^L (n_L / k_L) Π_(l &lt; L) (χ²_(n_l) / k_l) χ²_d / d, with
 * independent n_l ~ Binomial(k_l, ½): given which neurons are on, every layer maps the direction
 * that comes from above to a Gaussian vector of its active part.
 *
 * @param mean E ‖∇f‖, networks with ∇f = 0 included
 * @param meanSquare E ‖∇f‖² = (gain / 2)^L
 * @param dead P(∇f = 0) = 1 - Π (1 - 2^(-k_l)): all neurons of a layer are off
 */
public record ReluGradientLaw(double mean, double meanSquare, double dead) {

  /** Beyond as many standard deviations a binomial law has no mass that a double could show. */
  private static final double DEVIATIONS = 12;

  private static final Memo<Integer, Double> ROOT_OF_ACTIVE_CHI_SQUARED = new Memo<>();
  private static final Memo<Integer, Double> ROOT_OF_ACTIVE = new Memo<>();

  /** The law of a model; nothing if its activation is another one. */
  public static Optional<ReluGradientLaw> of(ModelSpec model) {
    if (model.activation() != Activation.RELU) {
      return Optional.empty();
    }
    List<Integer> widths = model.widths();
    double mean =
        Math.pow(model.gain(), model.depth() / 2.0)
            * rootOfChiSquared(model.dimension())
            / Math.sqrt(model.dimension());
    double alive = 1;
    for (int layer = 1; layer <= widths.size(); layer++) {
      int width = widths.get(layer - 1);
      mean *=
          layer == widths.size()
              ? remembered(ROOT_OF_ACTIVE, width, Math::sqrt)
              : remembered(ROOT_OF_ACTIVE_CHI_SQUARED, width, ReluGradientLaw::rootOfChiSquared);
      alive *= -Math.expm1(-width * Math.log(2));
    }
    return Optional.of(
        new ReluGradientLaw(mean, Math.pow(model.gain() / 2, model.depth()), 1 - alive));
  }

  /** The standard deviation of ‖∇f‖ over networks and points. */
  public double deviation() {
    return Math.sqrt(Math.max(0, meanSquare - mean * mean));
  }

  private static double remembered(
      Memo<Integer, Double> memo, int width, IntToDoubleFunction function) {
    return memo.get(
        width,
        known -> known == null ? overActiveNeurons(width, function) / Math.sqrt(width) : known);
  }

  /** E F(n) for n ~ Binomial(k, ½), by recurrence from its middle; n and k - n are as likely. */
  private static double overActiveNeurons(int k, IntToDoubleFunction function) {
    double reach = k / 2.0 + DEVIATIONS * Math.sqrt(k) / 2 + 1;
    double probability = 1;
    double total = 0;
    double sum = 0;
    for (int n = (k + 1) / 2; n <= Math.min(k, reach); n++) {
      sum += probability * (function.applyAsDouble(n) + function.applyAsDouble(k - n)) / 2;
      total += probability;
      // The middle of an even k is its own mirror image, so it counts half as much as the pairs.
      double mirrored = 2 * n == k ? 2 : 1;
      probability *= mirrored * (k - n) / (n + 1.0);
    }
    return sum / total;
  }

  /** E √χ²_n = √2 Γ((n + 1) / 2) / Γ(n / 2). */
  private static double rootOfChiSquared(int n) {
    return n == 0 ? 0 : Math.sqrt(2) / GammaRatio.delta(n / 2.0, 0.5);
  }
}
