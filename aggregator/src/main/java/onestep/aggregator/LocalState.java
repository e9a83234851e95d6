package onestep.aggregator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.Answers;
import onestep.contract.kafka.KafkaConnection;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Remembers which changelog the files of a state directory belong to. After a rebuild the changelog
 * is another one under the same name, and files of the old one would be taken for its beginning.
 */
final class LocalState {

  private static final String CHANGELOG = StreamsSettings.APPLICATION_ID + "-cells-changelog";
  private static final String NONE = "none";

  private final KafkaConnection connection;
  private final Path file;

  /** The state in a directory, which need not exist. */
  LocalState(KafkaConnection connection, Path directory) {
    this.connection = connection;
    this.file = directory.resolve(StreamsSettings.APPLICATION_ID + ".changelog");
  }

  /**
   * Whether the files, if any, are not known to belong to the changelog of now.
   *
   * @throws InvalidInputException if the directory cannot be read
   */
  boolean isStale() {
    try {
      return !Files.exists(file) || !Files.readString(file).equals(changelog());
    } catch (IOException e) {
      throw new InvalidInputException("--state-dir: cannot read " + file + ": " + e, e);
    }
  }

  /** Remembers the changelog of now. */
  void remember() {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, changelog());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String changelog() {
    try (Admin admin = connection.admin()) {
      return Answers.get(admin.describeTopics(List.of(CHANGELOG)).allTopicNames())
          .get(CHANGELOG)
          .topicId()
          .toString();
    } catch (UnknownTopicOrPartitionException e) {
      return NONE;
    }
  }
}
