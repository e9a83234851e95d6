package onestep.local.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import onestep.contract.kafka.Topic;
import onestep.worker.kafka.SimulatedWorker;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Records on their way from workers to brokers. They arrive in any order; news of an arrival takes
 * its time too, and may be wrong. Letters are sent until they arrive, unless their worker dies.
 */
final class Messages {

  private final Logs logs;
  private final Random random;
  private final Consumer<SpecificRecord> onLoss;
  private final List<Message> travelling = new ArrayList<>();
  private final List<Runnable> news = new ArrayList<>();

  private record Message(
      SimulatedWorker from,
      Topic topic,
      String key,
      SpecificRecord value,
      CompletableFuture<Void> sent) {}

  /**
   * Nothing on its way.
   *
   * @param onLoss hears of what will never arrive
   */
  Messages(Logs logs, Random random, Consumer<SpecificRecord> onLoss) {
    this.logs = logs;
    this.random = random;
    this.onLoss = onLoss;
  }

  CompletableFuture<Void> send(
      SimulatedWorker from, Topic topic, String key, SpecificRecord value) {
    Message message = new Message(from, topic, key, value, new CompletableFuture<>());
    travelling.add(message);
    return message.sent();
  }

  /** A record arrives; false if none is on its way. */
  boolean arrive(boolean doubled) {
    if (travelling.isEmpty()) {
      return false;
    }
    Message message = travelling.remove(random.nextInt(travelling.size()));
    logs.append(message.topic(), message.key(), message.value());
    if (doubled) {
      logs.append(message.topic(), message.key(), message.value());
    }
    news.add(() -> message.from().tell(() -> message.sent().complete(null)));
    return true;
  }

  /** A result is reported as lost, whether or not it arrives. */
  void fail() {
    List<Message> results =
        travelling.stream().filter(message -> message.topic() == Topic.RESULTS).toList();
    if (results.isEmpty()) {
      return;
    }
    Message message = results.get(random.nextInt(results.size()));
    if (random.nextBoolean()) {
      travelling.remove(message);
    }
    news.add(
        () ->
            message
                .from()
                .tell(() -> message.sent().completeExceptionally(new TimeoutException("late"))));
  }

  /** A worker hears what became of a record; false if there is no news. */
  boolean tell() {
    if (news.isEmpty()) {
      return false;
    }
    news.remove(random.nextInt(news.size())).run();
    return true;
  }

  boolean isEmpty() {
    return travelling.isEmpty() && news.isEmpty();
  }

  /** A worker has died: some of what it sent never arrives. */
  void lose(SimulatedWorker from) {
    for (Message message : List.copyOf(travelling)) {
      if (message.from() == from && random.nextBoolean()) {
        travelling.remove(message);
        onLoss.accept(message.value());
      }
    }
  }
}
