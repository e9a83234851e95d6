package onestep.aggregator.topology;

import onestep.contract.kafka.Topic;

/** What a processor is given in place of a record. */
public interface Rewriting {

  /** The record itself. */
  Rewriting NONE = (topic, value) -> value;

  /** In place of a record of a topic. */
  byte[] of(Topic topic, byte[] value);
}
