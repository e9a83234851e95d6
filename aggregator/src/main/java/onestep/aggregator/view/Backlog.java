package onestep.aggregator.view;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import onestep.contract.kafka.TaskQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

/** Tasks that the workers' share groups have not settled. */
public final class Backlog {

  private Backlog() {}

  /** Tasks queued or in hands; empty as long as the brokers have nothing on the group. */
  public static OptionalLong of(Admin admin) throws InterruptedException {
    try {
      OptionalLong total = OptionalLong.empty();
      for (TaskQueue queue : TaskQueue.values()) {
        Map<TopicPartition, SharePartitionOffsetInfo> offsets =
            admin
                .listShareGroupOffsets(Map.of(queue.group(), new ListShareGroupOffsetsSpec()))
                .partitionsToOffsetInfo(queue.group())
                .get();
        for (SharePartitionOffsetInfo info : offsets.values()) {
          if (info != null && info.lag().isPresent()) {
            total = OptionalLong.of(total.orElse(0) + info.lag().get());
          }
        }
      }
      return total;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException refused) {
        throw refused;
      }
      return OptionalLong.empty(); // no such group yet
    }
  }
}
