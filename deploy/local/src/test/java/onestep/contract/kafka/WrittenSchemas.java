package onestep.contract.kafka;

import java.util.List;
import org.apache.avro.Schema;

/** Lets the tests of upgrades have every schema that the pipeline writes. */
public final class WrittenSchemas {

  private WrittenSchemas() {}

  /** The top-level schemas of this version. */
  public static List<Schema> all() {
    return SchemaDirectory.WRITTEN;
  }
}
