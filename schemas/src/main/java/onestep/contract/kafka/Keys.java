package onestep.contract.kafka;

import java.nio.charset.StandardCharsets;
import onestep.contract.cell.Identity;
import org.apache.kafka.common.utils.Utils;

/**
 * Keys of records. Whatever speaks of a cell starts with the cell id and is partitioned by it
 * alone, so that one aggregator task sees a cell's definition, results and dead letters.
 */
public final class Keys {

  private static final char SWEEP_MARK = '@';
  private static final char RANGE_MARK = ':';

  private Keys() {}

  /** The key of a cell as one sweep wants it. */
  public static String cell(String cell, String sweep) {
    return cell + SWEEP_MARK + sweep;
  }

  /**
   * The cell id that a key starts with; a key without one (a sweep's name, say) is returned whole.
   */
  public static String cellOf(String key) {
    if (key.length() > Identity.LENGTH) {
      char mark = key.charAt(Identity.LENGTH);
      if (mark == SWEEP_MARK || mark == RANGE_MARK) {
        return key.substring(0, Identity.LENGTH);
      }
    }
    return key;
  }

  /** The partition of a key: Kafka's own hash, of the cell id. */
  public static int partition(String key, int partitions) {
    byte[] bytes = cellOf(key).getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }
}
