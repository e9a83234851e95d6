package onestep.worker.random;

/**
 * Names one stream of the counter-based generator: the key is the model id, the counter is (index,
 * purpose, network). Every number is a pure function of (stream, index), whoever draws it and in
 * whatever order.
 *
 * @param keyHigh first 64 bits of the model id
 * @param keyLow last 64 bits of the model id
 * @param network index of the network
 * @param purpose what the numbers are for; see the factories
 */
public record StreamId(long keyHigh, long keyLow, int network, int purpose) {

  private static final int SIGNS = 1;
  private static final int POINT = 2;
  private static final int WEIGHTS = 3;
  private static final int FORWARD = 4;
  private static final int TRANSPOSED = 5;
  private static final int DIRECTION = 6;

  private static final int PROBE = 7;

  /** Streams of a probe at a point. */
  private static final int PROBE_PARTS = 4;

  private static final int NUMBER_BITS = 28;

  /** The stream of the output signs a. */
  public static StreamId signs(String model, int network) {
    return of(model, network, SIGNS, 0);
  }

  /** The stream of the input x with number {@code point}. */
  public static StreamId point(String model, int network, int point) {
    return of(model, network, POINT, point);
  }

  /** The stream of a random direction through the input with number {@code point}. */
  public static StreamId direction(String model, int network, int point) {
    return of(model, network, DIRECTION, point);
  }

  /** The stream of the entries of W_layer (dense). Layers count from 1. */
  public static StreamId weights(String model, int network, int layer) {
    return of(model, network, WEIGHTS, layer);
  }

  /** The stream of the answers of W_layer to new directions (conditioned). */
  public static StreamId forward(String model, int network, int layer) {
    return of(model, network, FORWARD, layer);
  }

  /** The stream of the answers of the transposed W_layer to new directions (conditioned). */
  public static StreamId transposed(String model, int network, int layer) {
    return of(model, network, TRANSPOSED, layer);
  }

  /**
   * A stream of a probe at a point.
   *
   * @param part what it draws, from 0 to 3
   */
  public static StreamId probe(String model, int network, int point, int part) {
    return of(model, network, PROBE, Math.multiplyExact(PROBE_PARTS, point) + part);
  }

  private static StreamId of(String model, int network, int kind, int number) {
    if (number < 0 || number >= 1 << NUMBER_BITS) {
      throw new IllegalArgumentException(
          "a stream's number must be in [0, 2^" + NUMBER_BITS + "), got " + number);
    }
    return new StreamId(
        Long.parseUnsignedLong(model, 0, 16, 16),
        Long.parseUnsignedLong(model, 16, 32, 16),
        network,
        kind << NUMBER_BITS | number);
  }
}
