package onestep.aggregator.view;

import java.util.EnumMap;
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

  /** Tasks queued or in hands; empty as long as the brokers have nothing on the groups. */
  public static OptionalLong of(Admin admin) throws InterruptedException {
    long total = 0;
    boolean known = false;
    for (OptionalLong tasks : byQueue(admin).values()) {
      known |= tasks.isPresent();
      total += tasks.orElse(0);
    }
    return known ? OptionalLong.of(total) : OptionalLong.empty();
  }

  /** The same by queue; empty for one whose group the brokers have nothing on. */
  public static Map<TaskQueue, OptionalLong> byQueue(Admin admin) throws InterruptedException {
    Map<TaskQueue, OptionalLong> tasks = new EnumMap<>(TaskQueue.class);
    for (TaskQueue queue : TaskQueue.values()) {
      tasks.put(queue, of(admin, queue));
    }
    return tasks;
  }

  private static OptionalLong of(Admin admin, TaskQueue queue) throws InterruptedException {
    try {
      OptionalLong total = OptionalLong.empty();
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
      return total;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException refused) {
        throw refused;
      }
      return OptionalLong.empty(); // no such group yet
    }
  }
}
