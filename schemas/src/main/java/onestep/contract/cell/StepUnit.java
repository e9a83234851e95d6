package onestep.contract.cell;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The unit in which a step along the gradient is given, limited and scanned. */
public enum StepUnit {
  /** η itself, as in the paper (Section 4: |η| &lt; 20). */
  ETA,
  /** Multiples of |f| / ‖∇f‖², the step at which a linear f would vanish. */
  LINEAR,
  /** Multiples of √d / ‖∇f‖: a perturbation as long as the input. */
  RADIUS,
  /** Multiples of 1 / ‖∇f‖: the length ‖δ‖ of the perturbation itself. */
  LENGTH,
  /** Multiples of σ = √q_L / ‖∇f‖², the deviation of the step to the flip in a wide network. */
  SIGMA;

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
    throw new IllegalArgumentException("unit must be one of " + labels() + ", got " + label);
  }

  /** The names of all units, for messages. */
  public static String labels() {
    return Arrays.stream(values()).map(StepUnit::label).collect(Collectors.joining(", "));
  }
}
