package onestep.local;

import java.nio.file.Path;
import java.util.Map;
import onestep.contract.kafka.KafkaConnection;

/** Worker processes on the embedded broker. */
class EmbeddedWorkersIT extends WorkersContract {

  private EmbeddedBroker broker;

  @Override
  KafkaConnection startCluster(Path directory) {
    broker =
        EmbeddedBroker.start(
            directory,
            0,
            Map.of("group.share.min.record.lock.duration.ms", Long.toString(LOCK.toMillis())));
    return broker.connection();
  }

  @Override
  void stopCluster() {
    if (broker != null) {
      broker.close();
    }
  }
}
