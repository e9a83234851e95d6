package onestep.producer.kafka;

/** Follows a submit; called after each transaction has committed. */
@FunctionalInterface
public interface SubmitListener {

  /** A listener that does nothing. */
  SubmitListener NONE = (cells, ofCells, tasks) -> {};

  /**
   * A transaction has committed.
   *
   * @param cells cells published completely
   * @param ofCells cells of the sweep
   * @param tasks tasks published in this epoch
   */
  void published(long cells, long ofCells, long tasks);
}
