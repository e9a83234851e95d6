package onestep.contract.theory;

import onestep.contract.cell.StopRule;

/**
 * The asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas
 * ("Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics
 * 52, 2024, Theorem 2.2), whose boundary is Robbins' normal mixture: an estimate from n independent
 * observations, looked at after each of them, is never further from the truth than {@link
 * #boundary} standard errors, with probability {@code confidence}. So one may stop when one likes.
 *
 * <p>With x = nρ² the boundary is √((1 + 1/x) (log(1 + x) - 2 log α)), α = 1 - confidence. ρ is
 * chosen to make it least at one n; it grows slowly on both sides.
 *
 * @param confidence probability of covering at all n together
 * @param narrowest n at which the boundary is least
 */
public record NormalMixture(double confidence, double narrowest) {

  /** Checks the numbers. */
  public NormalMixture {
    if (!(confidence > 0 && confidence < 1) || !(narrowest > 0)) {
      throw new IllegalArgumentException(
          "confidence must be in (0, 1) and narrowest above 0, got "
              + confidence
              + " and "
              + narrowest);
    }
  }

  /** That of a rule: narrowest half-way through its rounds. */
  public static NormalMixture of(StopRule rule) {
    return new NormalMixture(rule.confidence(), Math.sqrt((double) rule.fewest() * rule.most()));
  }

  /** The boundary after n observations, in standard errors of the estimate. */
  public double boundary(double n) {
    double twoLog = -2 * StrictMath.log(1 - confidence);
    // Nearly where the boundary is least over x.
    double best = twoLog + StrictMath.log(twoLog + 1);
    double x = best * n / narrowest;
    return Math.sqrt((1 + 1 / x) * (StrictMath.log1p(x) + twoLog));
  }
}
