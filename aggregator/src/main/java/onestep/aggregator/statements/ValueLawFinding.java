package onestep.aggregator.statements;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.theory.ValueLaw;

/**
 * How far the law of f(x) is from its limit N(0, q_L), which the central limit theorem promises
 * (after (1)).
 *
 * @param cell the cell
 * @param exact the Kolmogorov distance; of one hidden layer only
 * @param sampled the largest difference of the share of trials with f below each decile of the
 *     limit from what it would be; NaN where it was not measured
 * @param noise the largest half width of the 95 % intervals of these shares: what is smaller cannot
 *     be told from nothing
 */
public record ValueLawFinding(
    CellSummary cell, OptionalDouble exact, double sampled, double noise) {

  /** One for each activation, gain and widths that were probed, at the largest dimension. */
  public static List<ValueLawFinding> of(List<CellSummary> cells) {
    Map<List<Object>, CellSummary> largest = new LinkedHashMap<>();
    for (CellSummary cell : cells) {
      if (cell.spec().attack() instanceof Probe) {
        ModelSpec model = cell.spec().model();
        largest.merge(
            List.of(model.activation(), model.gain(), model.widths()),
            cell,
            (one, other) -> dimension(one) >= dimension(other) ? one : other);
      }
    }
    List<ValueLawFinding> findings = new ArrayList<>();
    largest.values().forEach(cell -> findings.add(of(cell)));
    return findings;
  }

  private static ValueLawFinding of(CellSummary cell) {
    double sampled = Double.NaN;
    double noise = Double.NaN;
    List<ProbeQuantity> deciles = ProbeQuantity.VALUE_BELOW_DECILES;
    for (int i = 0; i < deciles.size(); i++) {
      Estimate share = cell.quantity(deciles.get(i).label());
      double expected = (i + 1) / (deciles.size() + 1.0);
      sampled = larger(sampled, Math.abs(share.mean() - expected));
      noise = larger(noise, share.halfWidth());
    }
    return new ValueLawFinding(
        cell, ValueLaw.distanceToNormal(cell.spec().model()), sampled, noise);
  }

  /** The larger of two numbers, of which NaN is none. */
  private static double larger(double one, double other) {
    return Double.isNaN(one) || other > one ? other : one;
  }

  private static int dimension(CellSummary cell) {
    return cell.spec().model().dimension();
  }
}
