package onestep.aggregator;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.Answers;
import onestep.contract.kafka.KafkaConnection;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the aggregators forget what they know: their place in the log and their changelogs. The
 * next one counts the whole log anew, and overwrites statistics and progress with the same values.
 */
final class Rebuild {

  private static final Logger log = LoggerFactory.getLogger(Rebuild.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private Rebuild() {}

  /**
   * Forgets everything.
   *
   * @param patience how long members of the group may take to leave: one that was killed stays
   *     until its session has expired
   * @throws InvalidInputException if an aggregator still runs after that; nothing is forgotten then
   */
  static void forget(KafkaConnection connection, Duration patience) throws InterruptedException {
    try (Admin admin = connection.admin()) {
      long deadline = System.nanoTime() + patience.toNanos();
      while (!isGroupDeleted(admin)) {
        if (System.nanoTime() > deadline) {
          throw new InvalidInputException(
              "--rebuild: an aggregator still runs after "
                  + patience.toSeconds()
                  + " s; stop all of them first");
        }
        Thread.sleep(POLL.toMillis());
      }
      Set<String> internal =
          Answers.get(admin.listTopics().names()).stream()
              .filter(name -> name.startsWith(StreamsSettings.APPLICATION_ID + "-"))
              .collect(Collectors.toSet());
      admin.deleteTopics(internal).topicNameValues().values().forEach(Rebuild::awaitDeleted);
      // The brokers delete in the background: Streams must not take a dying topic for its own.
      while (Answers.get(admin.listTopics().names()).stream().anyMatch(internal::contains)) {
        Thread.sleep(POLL.toMillis());
      }
      log.info("aggregator_forgotten application={}", StreamsSettings.APPLICATION_ID);
    } catch (AuthorizationException e) {
      throw new InvalidInputException(
          "--rebuild: the cluster refused: "
              + e.getMessage()
              + "; it takes the rights of an aggregator, and DELETE on group "
              + StreamsSettings.APPLICATION_ID,
          e);
    } catch (ApiException e) {
      throw new IllegalStateException(
          "--rebuild did not finish, give it again: " + e.getMessage(), e);
    }
  }

  private static boolean isGroupDeleted(Admin admin) {
    try {
      Answers.get(admin.deleteConsumerGroups(List.of(StreamsSettings.APPLICATION_ID)).all());
      return true;
    } catch (GroupIdNotFoundException e) {
      return true;
    } catch (GroupNotEmptyException e) {
      return false;
    }
  }

  private static void awaitDeleted(KafkaFuture<Void> deletion) {
    try {
      Answers.get(deletion);
    } catch (UnknownTopicOrPartitionException e) {
      log.debug("topic_deleted_elsewhere");
    }
  }
}
