package onestep.contract.cell;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A statistic of a cell that a {@link StopRule} may watch. */
public enum WatchedStatistic {
  /** Smallest step η over flipped trials. */
  ETA("eta"),
  /** Flipped over all trials. */
  FLIPPED_FRACTION("flipped-fraction"),
  /** ‖∇f(x)‖ over all trials. */
  GRADIENT_NORM("gradient-norm"),
  /** |f(x)| over all trials. */
  VALUE_ABS("value-abs"),
  /** Length of the perturbation over flipped trials. */
  PERTURBATION("perturbation"),
  /** Harmonic mean of η‖∇f‖²/|f| over flipped trials. */
  LINEARITY("linearity");

  private final String label;

  WatchedStatistic(String label) {
    this.label = label;
  }

  /** Its name in sweep files, records and tables. */
  public String label() {
    return label;
  }

  /** The names of all. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(WatchedStatistic::label).toList();
  }

  /** The statistic of a name. */
  public static Optional<WatchedStatistic> of(String label) {
    return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
  }

  /** Whether an attack lets it be known. */
  public boolean isOf(AttackSpec attack) {
    return this != LINEARITY || attack.findsSmallestStep();
  }
}
