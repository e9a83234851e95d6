package onestep.contract.kafka;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Rights, put together by what they are for. Immutable. */
final class Rights {

  private final Map<ResourcePattern, Set<AclOperation>> operations;

  private Rights(Map<ResourcePattern, Set<AclOperation>> operations) {
    this.operations = operations;
  }

  /** What {@link Topics#ensure} takes where all is there. */
  static Rights checking() {
    return looking().and(queues(AclOperation.DESCRIBE_CONFIGS));
  }

  /** The same of somebody who reads or writes every topic, which implies to describe it. */
  static Rights checkingAll() {
    return lookingAtConfigs().and(queues(AclOperation.DESCRIBE_CONFIGS));
  }

  /** The same without what altering the queues' groups implies. */
  static Rights looking() {
    return topicsNamed(Names.TOPICS, AclOperation.DESCRIBE).and(lookingAtConfigs());
  }

  private static Rights lookingAtConfigs() {
    return topicsNamed(Names.TOPICS, AclOperation.DESCRIBE_CONFIGS)
        .and(topics(AclOperation.READ, Topic.SCHEMAS))
        .and(topics(AclOperation.WRITE, Topic.SCHEMAS)); // those of a new version
  }

  /** Everything that a view shows. */
  static Rights viewing() {
    return topics(
        AclOperation.READ,
        Topic.SWEEPS,
        Topic.CELLS,
        Topic.STATISTICS,
        Topic.PROGRESS,
        Topic.DEAD_LETTERS,
        Topic.WORKERS);
  }

  /** To do one thing with some topics. */
  static Rights topics(AclOperation operation, Topic... topics) {
    return of(
        Arrays.stream(topics).map(Topic::topicName),
        ResourceType.TOPIC,
        PatternType.LITERAL,
        operation);
  }

  /** On topics whose names begin so. */
  static Rights topicsNamed(String prefix, AclOperation... operations) {
    return of(Stream.of(prefix), ResourceType.TOPIC, PatternType.PREFIXED, operations);
  }

  /** On the share groups of all queues. */
  static Rights queues(AclOperation... operations) {
    return of(
        Arrays.stream(TaskQueue.values()).map(TaskQueue::group),
        ResourceType.GROUP,
        PatternType.LITERAL,
        operations);
  }

  /** On groups whose names begin so. */
  static Rights groupsNamed(String prefix, AclOperation... operations) {
    return of(Stream.of(prefix), ResourceType.GROUP, PatternType.PREFIXED, operations);
  }

  /** On transactional ids that begin so. */
  static Rights transactionsNamed(String prefix, AclOperation... operations) {
    return of(Stream.of(prefix), ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, operations);
  }

  /** On the cluster itself. */
  static Rights cluster(AclOperation... operations) {
    return of(
        Stream.of(Resource.CLUSTER_NAME), ResourceType.CLUSTER, PatternType.LITERAL, operations);
  }

  /** These and others. */
  Rights and(Rights others) {
    Map<ResourcePattern, Set<AclOperation>> all = new LinkedHashMap<>();
    Stream.of(this, others)
        .flatMap(rights -> rights.operations.entrySet().stream())
        .forEach(
            entry ->
                all.computeIfAbsent(entry.getKey(), key -> EnumSet.noneOf(AclOperation.class))
                    .addAll(entry.getValue()));
    return new Rights(all);
  }

  List<Right> list() {
    List<Right> list = new ArrayList<>();
    operations.forEach(
        (resource, allowed) -> list.add(new Right(resource, Collections.unmodifiableSet(allowed))));
    return list;
  }

  private static Rights of(
      Stream<String> names, ResourceType type, PatternType pattern, AclOperation... operations) {
    Map<ResourcePattern, Set<AclOperation>> all = new LinkedHashMap<>();
    names.forEach(
        name ->
            all.put(new ResourcePattern(type, name, pattern), EnumSet.copyOf(List.of(operations))));
    return new Rights(all);
  }
}
