package onestep.worker.slots;

/** Ends a computation that nobody wants any more. */
public final class NoLongerWantedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoLongerWantedException() {
    super("no longer wanted");
  }
}
