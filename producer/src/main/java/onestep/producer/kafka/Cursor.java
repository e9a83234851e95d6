package onestep.producer.kafka;

/**
 * How far an epoch of a sweep is published.
 *
 * @param cells cells, in plan order, whose tasks are all published
 * @param networks networks of the next cell, by index, whose tasks are published too
 * @param tasks tasks published
 */
public record Cursor(long cells, int networks, long tasks) {

  /** Nothing is published. */
  static final Cursor START = new Cursor(0, 0, 0);

  Cursor afterTask(long cell, int endOfNetworks) {
    return new Cursor(cell, endOfNetworks, tasks + 1);
  }

  Cursor afterCell(long cell) {
    return new Cursor(cell + 1, 0, tasks);
  }
}
