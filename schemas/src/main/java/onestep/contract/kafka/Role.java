package onestep.contract.kafka;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;

/**
 * What somebody does on a cluster, and the least rights that it takes. A principal may have several
 * roles.
 */
public enum Role {
  /** Creates topics, sets the share groups up, publishes schemas. */
  SETUP,
  /** Publishes sweeps and changes what is wanted of them. */
  PRODUCER,
  /** Computes tasks. */
  WORKER,
  /** Turns results into statistics and serves them. */
  AGGREGATOR,
  /** Looks at sweeps and takes their results away. */
  VIEWER;

  private static final String ANY_HOST = "*";

  /** The role of a command; empty if it has none. */
  public static Optional<Role> ofCommand(String command) {
    return Arrays.stream(values()).filter(role -> role.commands().contains(command)).findFirst();
  }

  /** Its name on the command line. */
  public String argument() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The commands that it takes this role to run. */
  public List<String> commands() {
    return switch (this) {
      case SETUP -> List.of("setup");
      case PRODUCER -> List.of("submit", "pause", "resume", "cancel", "retry", "purge");
      case WORKER -> List.of("worker");
      case AGGREGATOR -> List.of("aggregator");
      case VIEWER -> List.of("list", "status", "watch", "checks", "export");
    };
  }

  /** What it may do, resource by resource. */
  public List<Right> rights() {
    Rights rights =
        switch (this) {
          case SETUP ->
              Rights.looking()
                  .and(Rights.topicsNamed(Names.TOPICS, CREATE))
                  .and(Rights.queues(ALTER_CONFIGS))
                  // Do the brokers allow what the share groups want?
                  .and(Rights.cluster(DESCRIBE_CONFIGS));
          case PRODUCER ->
              Rights.checking()
                  .and(Rights.topics(READ, Topic.SWEEPS, Topic.CELLS, Topic.STATISTICS))
                  .and(Rights.topics(WRITE, Topic.SWEEPS, Topic.CELLS))
                  .and(Rights.topics(WRITE, Topic.TASKS, Topic.SMALL_TASKS, Topic.GPU_TASKS))
                  .and(Rights.transactionsNamed(Names.SWEEP_TRANSACTIONS, WRITE));
          case WORKER ->
              Rights.checking()
                  .and(
                      Rights.topics(
                          READ,
                          Topic.SWEEPS,
                          Topic.TASKS,
                          Topic.SMALL_TASKS,
                          Topic.GPU_TASKS,
                          Topic.CHECKS))
                  .and(Rights.topics(WRITE, Topic.RESULTS, Topic.WORKERS, Topic.DEAD_LETTERS))
                  .and(Rights.queues(READ));
          case AGGREGATOR ->
              Rights.checkingAll()
                  .and(Rights.viewing())
                  .and(Rights.topics(READ, Topic.RESULTS))
                  .and(Rights.topics(WRITE, Topic.STATISTICS, Topic.PROGRESS))
                  // Rounds of cells with a stop rule, and rows to be computed again.
                  .and(Rights.topics(WRITE, Topic.TASKS, Topic.SMALL_TASKS, Topic.GPU_TASKS))
                  .and(Rights.topics(WRITE, Topic.CHECKS))
                  // How many tasks are left in the queues.
                  .and(Rights.queues(DESCRIBE))
                  // Changelogs, and a repartition topic, whose processed records are deleted.
                  .and(Rights.topicsNamed(Names.STREAMS, CREATE, READ, WRITE, DELETE))
                  .and(Rights.groupsNamed(Names.STREAMS, READ))
                  .and(Rights.transactionsNamed(Names.STREAMS, WRITE));
          case VIEWER ->
              Rights.viewing()
                  .and(Rights.topics(READ, Topic.SCHEMAS))
                  // Every trial.
                  .and(Rights.topics(READ, Topic.RESULTS))
                  // How many tasks are left in the queues.
                  .and(Rights.topics(DESCRIBE, Topic.TASKS, Topic.SMALL_TASKS, Topic.GPU_TASKS))
                  .and(Rights.topics(DESCRIBE, Topic.CHECKS))
                  .and(Rights.queues(DESCRIBE));
        };
    return rights.list();
  }

  /**
   * The ACLs that let a principal have this role, from any host.
   *
   * @param principal type and name, such as {@code User:worker}
   */
  public List<AclBinding> acls(String principal) {
    return rights().stream()
        .flatMap(
            right ->
                right.operations().stream()
                    .map(
                        operation ->
                            new AclBinding(
                                right.resource(),
                                new AccessControlEntry(
                                    principal, ANY_HOST, operation, AclPermissionType.ALLOW))))
        .toList();
  }
}
