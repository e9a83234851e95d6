package onestep.producer.sweep;

/**
 * What a sweep may ask for. Beyond it planning refuses, with a message that names the limit.
 *
 * @param cells most cells of a sweep
 * @param networks most networks per cell
 * @param points most points per network
 * @param depth most hidden layers
 * @param width most neurons per layer
 * @param dimension largest input dimension
 * @param scanSteps most steps of a scan, max_step / resolution
 * @param grids most entries under {@code cells}
 * @param taskMemoryBytes memory that one network may need on a worker
 * @param fileBytes largest sweep file
 * @param specificationBytes largest canonical specification; it travels in one Kafka record
 */
public record Limits(
    long cells,
    int networks,
    int points,
    int depth,
    int width,
    int dimension,
    int scanSteps,
    int grids,
    long taskMemoryBytes,
    int fileBytes,
    int specificationBytes) {

  /** The limits unless configured otherwise. */
  public static final Limits DEFAULT =
      new Limits(
          1_000_000,
          10_000_000,
          10_000,
          100,
          100_000_000,
          10_000_000,
          1_000_000,
          1_000,
          4L << 30,
          1 << 20,
          900_000);

  /** Checks that every limit is at least 1. */
  public Limits {
    requirePositive("cells", cells);
    requirePositive("networks", networks);
    requirePositive("points", points);
    requirePositive("depth", depth);
    requirePositive("width", width);
    requirePositive("dimension", dimension);
    requirePositive("scan steps", scanSteps);
    requirePositive("grids", grids);
    requirePositive("task-memory", taskMemoryBytes);
    requirePositive("file bytes", fileBytes);
    requirePositive("specification bytes", specificationBytes);
  }

  /** These limits with another task memory. */
  public Limits withTaskMemoryBytes(long bytes) {
    return new Limits(
        cells,
        networks,
        points,
        depth,
        width,
        dimension,
        scanSteps,
        grids,
        bytes,
        fileBytes,
        specificationBytes);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "the limit of " + name + " must be at least 1, got " + value);
    }
  }
}
