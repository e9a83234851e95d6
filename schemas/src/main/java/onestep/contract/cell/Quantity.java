package onestep.contract.cell;

/**
 * A number measured of each trial beyond those that every trial has; NaN where a trial has none.
 *
 * @param name name in records and tables, such as {@code path_length}
 * @param unit unit of the values in tables; empty for pure numbers
 * @param kind how it is summarised
 * @param definition what it is, as a sentence for the data dictionary
 */
public record Quantity(String name, String unit, Kind kind, String definition) {

  /** How a quantity is summarised over trials. */
  public enum Kind {
    /** By its mean. */
    MEAN,
    /** By the share of trials at which it is 1; elsewhere it is 0. */
    PROPORTION
  }

  /** A quantity summarised by its mean. */
  public static Quantity mean(String name, String unit, String definition) {
    return new Quantity(name, unit, Kind.MEAN, definition);
  }

  /** An event, 1 or 0, summarised by its share. */
  public static Quantity proportion(String name, String definition) {
    return new Quantity(name, "", Kind.PROPORTION, definition);
  }
}
