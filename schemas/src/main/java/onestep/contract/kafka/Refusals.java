package onestep.contract.kafka;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import onestep.contract.InvalidInputException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;

/** Finds out which rights a principal lacks, and says what to do. */
public final class Refusals {

  private Refusals() {}

  /**
   * Checks a principal's rights on the topics that exist. Groups and transactional ids tell when
   * they are used.
   *
   * @throws AuthorizationException naming everything that is missing
   */
  public static void check(KafkaConnection connection, Role role) {
    SortedMap<String, SortedSet<String>> missing = new TreeMap<>();
    try (Admin admin = connection.admin()) {
      Map<String, KafkaFuture<TopicDescription>> answers =
          admin
              .describeTopics(
                  topics(admin, role),
                  new DescribeTopicsOptions().includeAuthorizedOperations(true))
              .topicNameValues();
      answers.forEach(
          (topic, answer) -> {
            Set<AclOperation> lacking = operations(role, ResourceType.TOPIC, topic);
            lacking.removeAll(authorized(answer));
            if (!lacking.isEmpty()) {
              missing.computeIfAbsent(text(lacking), key -> new TreeSet<>()).add(topic);
            }
          });
    }
    if (!missing.isEmpty()) {
      throw new AuthorizationException(
          missing.entrySet().stream()
              .map(entry -> entry.getKey() + " topic " + String.join(", ", entry.getValue()))
              .collect(Collectors.joining(" nor ", "this principal may not ", "")));
    }
  }

  /** Topics that a role is about: the pipeline's, and the internal ones that there are. */
  private static Set<String> topics(Admin admin, Role role) {
    Set<String> names = new HashSet<>(Answers.get(admin.listTopics().names()));
    Arrays.stream(Topic.values()).map(Topic::topicName).forEach(names::add);
    names.removeIf(name -> operations(role, ResourceType.TOPIC, name).isEmpty());
    return names;
  }

  /** What may be done with a topic; everything with one that does not exist or does not tell. */
  private static Collection<AclOperation> authorized(KafkaFuture<TopicDescription> answer) {
    try {
      Set<AclOperation> authorized = Answers.get(answer).authorizedOperations();
      return authorized == null ? EnumSet.allOf(AclOperation.class) : authorized;
    } catch (UnknownTopicOrPartitionException e) {
      return EnumSet.allOf(AclOperation.class);
    } catch (TopicAuthorizationException e) {
      return EnumSet.noneOf(AclOperation.class);
    }
  }

  /**
   * The input error that a failure comes down to, if the cluster refused a right.
   *
   * @param command the command that failed
   */
  public static Optional<InvalidInputException> explain(Throwable failure, String command) {
    Throwable around = failure;
    for (Throwable cause = failure; cause != null; around = cause, cause = cause.getCause()) {
      if (cause instanceof AuthorizationException refusal) {
        Optional<Role> role = Role.ofCommand(command);
        return Optional.of(
            new InvalidInputException(
                what(refusal, around, role)
                    + "; onestep acls "
                    + role.map(Role::argument).orElse("ROLE")
                    + " --principal User:NAME prints what to grant",
                failure));
      }
    }
    return Optional.empty();
  }

  private static String what(
      AuthorizationException refusal, Throwable around, Optional<Role> role) {
    if (refusal instanceof TopicAuthorizationException topics) {
      if (topics.unauthorizedTopics().isEmpty()) {
        // Streams names the topic around what the brokers said.
        return around == refusal
            ? refusal.getMessage()
            : around.getMessage() + " " + refusal.getMessage();
      }
      return topics.unauthorizedTopics().stream()
          .sorted()
          .map(topic -> refused(role, ResourceType.TOPIC, topic))
          .collect(Collectors.joining(", "));
    }
    if (refusal instanceof GroupAuthorizationException group && group.groupId() != null) {
      return refused(role, ResourceType.GROUP, group.groupId());
    }
    if (refusal instanceof TransactionalIdAuthorizationException) {
      return role.stream()
          .flatMap(known -> known.rights().stream())
          .filter(right -> right.resource().resourceType() == ResourceType.TRANSACTIONAL_ID)
          .map(
              right ->
                  refused(
                      "transactional id " + right.resource().name() + "...", right.operations()))
          .findFirst()
          .orElse(refusal.getMessage());
    }
    return refusal.getMessage();
  }

  private static String refused(Optional<Role> role, ResourceType type, String name) {
    return refused(
        type.name().toLowerCase(Locale.ROOT) + " " + name,
        role.map(known -> operations(known, type, name))
            .orElse(EnumSet.noneOf(AclOperation.class)));
  }

  private static String refused(String resource, Set<AclOperation> needed) {
    return "the cluster refuses this principal "
        + resource
        + (needed.isEmpty() ? "" : ", which it must be allowed to " + text(needed));
  }

  private static Set<AclOperation> operations(Role role, ResourceType type, String name) {
    Set<AclOperation> operations = EnumSet.noneOf(AclOperation.class);
    role.rights().stream()
        .filter(right -> right.isAbout(type, name))
        .forEach(right -> operations.addAll(right.operations()));
    return operations;
  }

  private static String text(Set<AclOperation> operations) {
    return operations.stream().map(AclOperation::name).sorted().collect(Collectors.joining("+"));
  }
}
