package onestep.worker.kafka;

import org.apache.kafka.clients.consumer.AcknowledgeType;

/** How a delivery of a task ends. */
enum Settlement {
  /** Its rows, or how they compare, are on the broker. */
  DONE(AcknowledgeType.ACCEPT),
  /** Nobody wants it any more; or it is a check, and nobody can do it. */
  SKIPPED(AcknowledgeType.ACCEPT),
  /** This or another worker shall try again. */
  RELEASED(AcknowledgeType.RELEASE),
  /** Given up; its dead letter is on the broker. */
  DEAD(AcknowledgeType.REJECT);

  private final AcknowledgeType acknowledgement;

  Settlement(AcknowledgeType acknowledgement) {
    this.acknowledgement = acknowledgement;
  }

  /** What the broker is told. */
  AcknowledgeType acknowledgement() {
    return acknowledgement;
  }
}
