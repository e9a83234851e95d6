package onestep.aggregator.view;

import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import onestep.contract.kafka.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;

/** Tasks that the workers' share group has not settled. */
public final class Backlog {

  private Backlog() {}

  /** Tasks queued or in hands; empty as long as the brokers have nothing on the group. */
  public static OptionalLong of(Admin admin) throws InterruptedException {
    try {
      Map<TopicPartition, SharePartitionOffsetInfo> offsets =
          admin
              .listShareGroupOffsets(Map.of(Topics.WORKER_GROUP, new ListShareGroupOffsetsSpec()))
              .partitionsToOffsetInfo(Topics.WORKER_GROUP)
              .get();
      return offsets.values().stream()
          .filter(Objects::nonNull)
          .flatMap(info -> info.lag().stream())
          .reduce(Long::sum)
          .map(OptionalLong::of)
          .orElse(OptionalLong.empty());
    } catch (ExecutionException e) {
      return OptionalLong.empty(); // no such group yet, or no right to ask
    }
  }
}
