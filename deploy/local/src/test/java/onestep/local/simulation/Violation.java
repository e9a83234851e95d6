package onestep.local.simulation;

/** Something that must never happen has happened in a schedule. */
final class Violation extends AssertionError {

  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }
}
