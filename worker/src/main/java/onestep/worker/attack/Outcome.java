package onestep.worker.attack;

/** How a trial ended. The order is the code in result records. */
public enum Outcome {
  /** No step that the attack takes flips the sign. */
  NOT_FLIPPED,
  /** Some step does. */
  FLIPPED,
  /** f or its gradient is 0, so no direction exists. */
  DEGENERATE,
  /** A sign could not be decided above rounding, or numbers are too small for float32. */
  UNRESOLVED
}
