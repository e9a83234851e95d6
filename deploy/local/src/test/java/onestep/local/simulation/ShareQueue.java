package onestep.local.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.AcknowledgeType;

/**
 * What a share group does with a topic of tasks: hands each record to one member at a time, again
 * when its lock is lost or it is given back, and drops it without a word when no delivery is left.
 */
public final class ShareQueue {

  private final int deliveryLimit;
  private final Random random;
  private final List<Entry> entries = new ArrayList<>();

  /** A delivery of a record, which is the n-th one. */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier: nobody compares or prints it
  public record Delivery(long offset, byte[] task, int count) {}

  private static final class Entry {
    private final long offset;
    private final byte[] task;
    private int deliveries;
    private Object holder;

    Entry(long offset, byte[] task) {
      this.offset = offset;
      this.task = task;
    }
  }

  private final Consumer<Delivery> onDrop;
  private long published;

  /**
   * A queue.
   *
   * @param onDrop hears of records that are dropped, with their last delivery
   */
  public ShareQueue(int deliveryLimit, Random random, Consumer<Delivery> onDrop) {
    this.deliveryLimit = deliveryLimit;
    this.random = random;
    this.onDrop = onDrop;
  }

  /** Takes a record in. */
  public void publish(byte[] task) {
    entries.add(new Entry(published++, task));
  }

  /** Hands out a record that nobody holds; any of them, as partitions have no order. */
  public Optional<Delivery> acquire(Object member) {
    List<Entry> free = entries.stream().filter(entry -> entry.holder == null).toList();
    if (free.isEmpty()) {
      return Optional.empty();
    }
    Entry entry = free.get(random.nextInt(free.size()));
    entry.holder = member;
    entry.deliveries++;
    return Optional.of(delivery(entry));
  }

  /**
   * Takes an acknowledgement; false if the lock was lost. An ACCEPT that comes too late is
   * sometimes confirmed all the same.
   */
  public boolean settle(Object member, Delivery delivery, AcknowledgeType type) {
    Optional<Entry> held =
        entries.stream()
            .filter(entry -> entry.offset == delivery.offset() && entry.holder == member)
            .filter(entry -> entry.deliveries == delivery.count())
            .findFirst();
    if (held.isEmpty()) {
      return type == AcknowledgeType.ACCEPT && random.nextInt(3) == 0;
    }
    switch (type) {
      case RENEW -> {}
      case RELEASE -> free(held.get());
      case ACCEPT, REJECT -> entries.remove(held.get());
    }
    return true;
  }

  /** A session is closed: what its member holds goes back. */
  public void release(Object member) {
    entries.stream().filter(entry -> entry.holder == member).toList().forEach(this::free);
  }

  /** Some lock expires; false if there is none. */
  boolean expire() {
    List<Entry> held = entries.stream().filter(entry -> entry.holder != null).toList();
    if (held.isEmpty()) {
      return false;
    }
    free(held.get(random.nextInt(held.size())));
    return true;
  }

  /** Whether every record is settled or dropped. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  private void free(Entry entry) {
    entry.holder = null;
    if (entry.deliveries >= deliveryLimit) {
      entries.remove(entry);
      onDrop.accept(delivery(entry));
    }
  }

  private static Delivery delivery(Entry entry) {
    return new Delivery(entry.offset, entry.task, entry.deliveries);
  }
}
