package onestep.worker.attack;

/**
 * A trial whose numbers cannot be used, such as NaN or overflow. The message names cell, network
 * and point.
 */
public final class TrialFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure with what went wrong and where. */
  public TrialFailure(String message) {
    super(message);
  }
}
