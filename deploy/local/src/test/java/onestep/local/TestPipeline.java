package onestep.local;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import onestep.aggregator.Aggregator;
import onestep.aggregator.AggregatorConfig;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import onestep.aggregator.web.FigureSource;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.Topics;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** An aggregator in this process and workers in processes of their own, on a cluster. */
final class TestPipeline implements AutoCloseable {

  private final KafkaConnection connection;
  private final Path directory;
  private final Aggregator aggregator;
  private final List<Program> workers = new ArrayList<>();
  private int workersStarted;

  /** A pipeline without workers, which keeps its files in the directory. */
  TestPipeline(KafkaConnection connection, Topics.Settings topics, Path directory) {
    this.connection = connection;
    this.directory = directory;
    Topics.ensure(connection, topics);
    aggregator =
        Aggregator.start(
            AggregatorConfig.onOneMachine(
                connection,
                directory.resolve("streams"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            view -> FigureSource.NONE);
  }

  /** Starts a worker with one slot. */
  void startWorker(String... options) {
    startWorker(Map.of(), options);
  }

  /** The same with environment variables; the program that was started. */
  Program startWorker(Map<String, String> environment, String... options) {
    String name = "worker-" + workersStarted++;
    List<String> arguments = new ArrayList<>(List.of("worker", "--slots", "1", "--name", name));
    Collections.addAll(arguments, "--bootstrap-servers", connection.bootstrapServers());
    Collections.addAll(arguments, options);
    Program worker =
        Program.Launch.ONESTEP
            .withEnvironment(environment)
            .start(directory, name, arguments.toArray(String[]::new));
    workers.add(worker);
    return worker;
  }

  /** Starts a program as a worker; it is given the bootstrap servers and a name. */
  void startWorker(Class<?> main) {
    String name = "worker-" + workersStarted++;
    workers.add(
        Program.Launch.ONESTEP
            .with(main)
            .start(directory, name, connection.bootstrapServers(), name));
  }

  /** Starts the program for every worker that has ended by itself; how many there were. */
  int replaceEndedWorkers(Class<?> main) {
    List<Program> ended = workers.stream().filter(worker -> !worker.isAlive()).toList();
    workers.removeAll(ended);
    ended.forEach(worker -> startWorker(main));
    return ended.size();
  }

  /** Kills the worker that was started first of those there are. */
  void killAWorker() throws InterruptedException {
    workers.remove(0).kill();
  }

  /** Whether no worker is left. */
  boolean isWithoutWorkers() {
    return workers.stream().noneMatch(Program::isAlive);
  }

  StatisticsView view() {
    return aggregator.view();
  }

  SweepStatus status(String sweep) {
    return view().sweep(sweep).orElseThrow();
  }

  /** Whether any row of a sweep is in. */
  boolean hasBegun(String sweep) {
    return view().sweep(sweep).map(status -> status.done() > 0).orElse(false);
  }

  boolean isSettled(String sweep) {
    return view().sweep(sweep).map(SweepStatus::settled).orElse(false);
  }

  /** All committed records of a topic that are there now, partition by partition in order. */
  <T extends SpecificRecord> List<ConsumerRecord<String, T>> records(Class<T> type, Topic topic) {
    try (KafkaConsumer<String, T> consumer =
        connection.consumer(type, connection.schemas(), Map.of())) {
      return TopicContent.of(topic, consumer);
    }
  }

  /** The same, of records that are not decoded. */
  List<ConsumerRecord<String, byte[]>> records(Topic topic) {
    try (KafkaConsumer<String, byte[]> consumer = connection.rawConsumer(Map.of())) {
      return TopicContent.of(topic, consumer);
    }
  }

  /** The ends of the partitions of a topic. */
  Map<TopicPartition, Long> ends(Topic topic) {
    try (KafkaConsumer<String, byte[]> consumer = connection.rawConsumer(Map.of())) {
      return consumer.endOffsets(TopicContent.partitions(topic, consumer));
    }
  }

  @Override
  public void close() {
    workers.forEach(Program::close);
    aggregator.close();
  }

  /** Ends the aggregator before the rest. */
  void closeAggregator() {
    aggregator.close();
  }

  /** Ends the workers before the rest. */
  void closeWorkers() {
    workers.forEach(Program::close);
    workers.clear();
  }
}
