package onestep.aggregator.view;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import onestep.contract.kafka.TaskQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Tasks that the workers' share groups have not settled. */
public final class Backlog {

  private Backlog() {}

  /** Tasks queued or in hands; empty where the brokers do not say of either queue. */
  public static OptionalLong of(Admin admin) throws InterruptedException {
    long total = 0;
    boolean known = false;
    for (OptionalLong tasks : byQueue(admin).values()) {
      known |= tasks.isPresent();
      total += tasks.orElse(0);
    }
    return known ? OptionalLong.of(total) : OptionalLong.empty();
  }

  /** The same by queue; empty for one of which the brokers do not say. */
  public static Map<TaskQueue, OptionalLong> byQueue(Admin admin) throws InterruptedException {
    Map<TaskQueue, OptionalLong> tasks = new EnumMap<>(TaskQueue.class);
    for (TaskQueue queue : TaskQueue.values()) {
      tasks.put(queue, of(admin, queue));
    }
    return tasks;
  }

  private static OptionalLong of(Admin admin, TaskQueue queue) throws InterruptedException {
    try {
      Map<TopicPartition, SharePartitionOffsetInfo> known = settled(admin, queue.group());
      Set<TopicPartition> untouched = new HashSet<>();
      long total = 0;
      for (TopicPartition partition : partitions(admin, queue)) {
        SharePartitionOffsetInfo info = known.get(partition);
        if (info != null && info.lag().isPresent()) {
          total += info.lag().get();
        } else {
          untouched.add(partition);
        }
      }
      return OptionalLong.of(total + records(admin, untouched));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException refused) {
        throw refused;
      }
      return OptionalLong.empty();
    }
  }

  private static Map<TopicPartition, SharePartitionOffsetInfo> settled(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    try {
      return admin
          .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
          .partitionsToOffsetInfo(group)
          .get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of(); // no worker has ever joined
      }
      throw e;
    }
  }

  private static List<TopicPartition> partitions(Admin admin, TaskQueue queue)
      throws ExecutionException, InterruptedException {
    String topic = queue.topic().topicName();
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /**
   * Records of partitions of which nothing is settled yet, so that the first worker can be started
   * by what is queued. Marks of transactions count as well: it is an upper bound.
   */
  private static long records(Admin admin, Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    if (partitions.isEmpty()) {
      return 0;
    }
    Map<TopicPartition, ListOffsetsResultInfo> first =
        offsets(admin, partitions, OffsetSpec.earliest());
    Map<TopicPartition, ListOffsetsResultInfo> next =
        offsets(admin, partitions, OffsetSpec.latest());
    return partitions.stream()
        .mapToLong(partition -> next.get(partition).offset() - first.get(partition).offset())
        .sum();
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Admin admin, Set<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(
            partitions.stream().collect(Collectors.toMap(Function.identity(), any -> which)))
        .all()
        .get();
  }
}
