package onestep.contract.cell;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * A set of network indices, kept as a run-compressed Roaring bitmap. Mutable; not safe for use by
 * several threads.
 */
public final class NetworkSet {

  private final RoaringBitmap bits;

  /** An empty set. */
  public NetworkSet() {
    this(new RoaringBitmap());
  }

  private NetworkSet(RoaringBitmap bits) {
    this.bits = bits;
  }

  /** The set {0, ..., count - 1}. */
  public static NetworkSet upTo(int count) {
    RoaringBitmap bits = new RoaringBitmap();
    bits.add(0L, count);
    return new NetworkSet(bits);
  }

  /**
   * Reads {@link #toBytes()}.
   *
   * @throws IllegalArgumentException if the bytes are not such a set
   */
  public static NetworkSet of(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    RoaringBitmap bits = new RoaringBitmap();
    try {
      bits.deserialize(new DataInputStream(new ByteArrayInputStream(copy)));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a set of networks: " + e, e);
    }
    if (!bits.isEmpty() && (!bits.validate() || bits.last() < 0)) {
      throw new IllegalArgumentException("not a set of networks: its bytes contradict each other");
    }
    return new NetworkSet(bits);
  }

  /** Adds a network; true if it was not in yet. */
  public boolean add(int network) {
    return bits.checkedAdd(network);
  }

  /** Adds a range. */
  public void add(NetworkRange range) {
    bits.add((long) range.first(), (long) range.end());
  }

  /** Whether a network is in. */
  public boolean contains(int network) {
    return bits.contains(network);
  }

  /** Number of networks. */
  public int size() {
    return bits.getCardinality();
  }

  /** Number of networks with an index below the bound. */
  public int sizeBelow(int bound) {
    return bound <= 0 ? 0 : bits.rank(bound - 1);
  }

  /** One more than the highest network; 0 if there is none. */
  public int end() {
    return bits.isEmpty() ? 0 : bits.last() + 1;
  }

  /** Those of this set that are not in the other. */
  public NetworkSet minus(NetworkSet other) {
    return new NetworkSet(RoaringBitmap.andNot(bits, other.bits));
  }

  /** Those in either set. */
  public NetworkSet union(NetworkSet other) {
    return new NetworkSet(RoaringBitmap.or(bits, other.bits));
  }

  /** The maximal runs, in order, cut so that none is longer than {@code longest}. */
  public List<NetworkRange> ranges(int longest) {
    List<NetworkRange> ranges = new ArrayList<>();
    PeekableIntIterator iterator = bits.getIntIterator();
    while (iterator.hasNext()) {
      int first = iterator.next();
      int count = 1;
      while (count < longest && iterator.hasNext() && iterator.peekNext() == first + count) {
        iterator.next();
        count++;
      }
      ranges.add(new NetworkRange(first, count));
    }
    return ranges;
  }

  /** The canonical bytes: equal sets give equal bytes. */
  public ByteBuffer toBytes() {
    // Equal sets may hold different container kinds depending on their history; rebuilding makes
    // them equal.
    RoaringBitmap canonical = new RoaringBitmap();
    canonical.or(bits);
    canonical.removeRunCompression();
    canonical.runOptimize();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(canonical.serializedSizeInBytes());
    try {
      canonical.serialize(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkSet that && bits.equals(that.bits);
  }

  @Override
  public int hashCode() {
    return bits.hashCode();
  }

  @Override
  public String toString() {
    return bits.toString();
  }
}
