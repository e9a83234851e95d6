package onestep.aggregator.statistics;

/** How a trial ended, in the order of the codes in a result's row. */
public enum TrialOutcome {
  /** The sign stayed the same up to the largest step. */
  UNFLIPPED,
  /** The sign flipped. */
  FLIPPED,
  /** f(x) = 0 or ∇f(x) = 0: there is nothing to flip or nowhere to go. */
  DEGENERATE,
  /** A sign could not be decided above rounding. */
  UNRESOLVED;

  private static final TrialOutcome[] BY_CODE = values();

  /**
   * The outcome of a code.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TrialOutcome of(int code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new IllegalArgumentException("outcome must be 0 to 3, got " + code);
    }
    return BY_CODE[code];
  }
}
