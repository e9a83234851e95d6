package onestep.contract.cell;

import java.util.Locale;

/** The unit in which a step along the gradient is limited and scanned. */
public enum StepUnit {
  /** η itself, as in the paper (Section 4: |η| &lt; 20). */
  ETA,
  /** Multiples of |f| / ‖∇f‖², the step at which a linear f would vanish. */
  LINEAR,
  /** Multiples of √d / ‖∇f‖: a perturbation as long as the input. */
  RADIUS;

  /** The name used in sweep files, records and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The unit of a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static StepUnit of(String label) {
    for (StepUnit unit : values()) {
      if (unit.label().equals(label)) {
        return unit;
      }
    }
    throw new IllegalArgumentException("unit must be one of eta, linear, radius, got " + label);
  }
}
