package onestep.contract.cell;

import java.util.Map;

/** An attack on a network at a point, with the parameters of its search. */
public sealed interface AttackSpec {

  /** The name used in sweep files, records and tables. */
  String label();

  /** The canonical parameters, for the cell id. */
  Map<String, Object> canonical();

  /**
   * The paper's attack (Section 4): the smallest η in (0, maxStep] with sign f(x - sign f(x) η
   * ∇f(x)) ≠ sign f(x).
   *
   * @param maxStep largest step, in {@code unit}
   * @param unit unit of maxStep and resolution
   * @param resolution spacing of the scan that looks for the first sign change where it cannot be
   *     found exactly
   */
  record SmallestStep(double maxStep, StepUnit unit, double resolution) implements AttackSpec {
    /** Checks the ranges. */
    public SmallestStep {
      if (!(maxStep > 0 && maxStep < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("max_step must be positive and finite, got " + maxStep);
      }
      if (!(resolution > 0 && resolution <= maxStep)) {
        throw new IllegalArgumentException(
            "resolution must be above 0 and at most max_step (" + maxStep + "), got " + resolution);
      }
    }

    @Override
    public String label() {
      return "smallest-step";
    }

    @Override
    public Map<String, Object> canonical() {
      return Map.of(
          "attack", label(), "max_step", maxStep, "unit", unit.label(), "resolution", resolution);
    }
  }
}
