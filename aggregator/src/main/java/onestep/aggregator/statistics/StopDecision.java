package onestep.aggregator.statistics;

/** What a stop rule has decided. */
public enum StopDecision {
  /** Another round is needed. */
  OPEN,
  /** The statistic is as precise as wanted. */
  PRECISE,
  /** All networks that may be asked for are in, and it is not. */
  EXHAUSTED
}
