package onestep.aggregator.view;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Disagreement;
import onestep.contract.DaemonThreads;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.UnknownSchemaException;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Worker;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole picture, read from the topics: any process can have it, whichever instance computed
 * what. A thread of its own keeps it up to date. Safe for use by several threads.
 */
public final class StatisticsView implements StatusSource, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StatisticsView.class);
  private static final List<Topic> TOPICS =
      List.of(
          Topic.SWEEPS,
          Topic.CELLS,
          Topic.STATISTICS,
          Topic.PROGRESS,
          Topic.DEAD_LETTERS,
          Topic.WORKERS);

  /** A worker that has not been heard of for this long is taken for gone. */
  public static final Duration WORKER_LEASE = Duration.ofSeconds(10);

  /** Dead letters that are kept of a sweep: the last ones. */
  public static final int LETTERS_KEPT = Picture.DEAD_LETTERS_KEPT;

  /** The sweep of dead letters of records that could not be decoded. */
  public static final String NO_SWEEP = "";

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Picture picture = new Picture();
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final KafkaConsumer<String, byte[]> consumer;
  private final PictureUpdates updates;
  private final Thread reader;
  private volatile boolean closing;
  private volatile Throwable failure;

  private StatisticsView(KafkaConsumer<String, byte[]> consumer, SchemaStore schemas) {
    this.consumer = consumer;
    this.updates = new PictureUpdates(picture, schemas);
    this.reader = DaemonThreads.of("statistics-view", this::read);
  }

  /**
   * A view of a cluster, which starts to fill at once.
   *
   * @throws InvalidInputException if a topic does not exist
   */
  public static StatisticsView open(KafkaConnection connection) {
    KafkaConsumer<String, byte[]> consumer = connection.rawConsumer(Map.of());
    try {
      consumer.assign(partitions(consumer));
      consumer.seekToBeginning(consumer.assignment());
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    StatisticsView view = new StatisticsView(consumer, connection.schemas());
    view.reader.start();
    return view;
  }

  /**
   * Waits until everything that was in the topics when the view was opened has been read.
   *
   * @return false if that took longer than the patience
   * @throws IllegalStateException if the topics cannot be read
   */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    boolean inTime = caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    checkAlive();
    return inTime;
  }

  @Override
  public List<SweepStatus> sweeps() {
    checkAlive();
    return picture.sweeps();
  }

  @Override
  public Optional<SweepStatus> sweep(String name) {
    checkAlive();
    return picture.sweep(name);
  }

  @Override
  public List<CellStatus> cells(String sweep) {
    checkAlive();
    return picture.cells(sweep);
  }

  /** The summaries of the cells of a sweep in plan order, those without a row included. */
  public List<CellSummary> summaries(String sweep) {
    return cells(sweep).stream().map(CellStatus::summary).toList();
  }

  @Override
  public Optional<String> specification(String sweep) {
    checkAlive();
    return picture.specification(sweep);
  }

  @Override
  public List<DeadLetter> deadLetters(String sweep) {
    checkAlive();
    return picture.deadLetters(sweep);
  }

  /**
   * Networks of a sweep that two workers did not compute alike, in plan order of their cells: the
   * first of each cell, where there are many.
   */
  public List<Disagreement> disagreements(String sweep) {
    checkAlive();
    return picture.disagreements(sweep);
  }

  /** Workers whose heartbeat is younger than {@link #WORKER_LEASE}, by name. */
  @Override
  public List<Worker> workers(Instant now) {
    checkAlive();
    return picture.workers().stream()
        .filter(worker -> worker.getUpdatedAt().plus(WORKER_LEASE).isAfter(now))
        .toList();
  }

  /** Whether it has read what was in the topics when it was opened, and goes on reading. */
  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0 && isAlive();
  }

  @Override
  public boolean isAlive() {
    return failure == null && !closing;
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      reader.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
    Map<String, List<PartitionInfo>> existing = consumer.listTopics();
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic topic : TOPICS) {
      List<PartitionInfo> infos = existing.get(topic.topicName());
      if (infos == null) {
        throw new InvalidInputException(
            "topic "
                + topic.topicName()
                + " does not exist on this cluster; submit a sweep first, or check the address");
      }
      infos.forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    }
    return partitions;
  }

  private void read() {
    try (consumer) {
      Map<TopicPartition, Long> missing = new HashMap<>(consumer.endOffsets(consumer.assignment()));
      while (!closing) {
        consumer.poll(POLL).forEach(this::apply);
        if (caughtUp.getCount() > 0) {
          missing.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
          if (missing.isEmpty()) {
            caughtUp.countDown();
          }
        }
      }
    } catch (WakeupException e) {
      if (!closing) {
        failure = e;
      }
    } catch (RuntimeException e) {
      failure = e;
      log.error("view_failed", e);
    } finally {
      caughtUp.countDown(); // whoever waits is told of the failure
    }
  }

  private void apply(ConsumerRecord<String, byte[]> message) {
    while (!closing) {
      try {
        updates.apply(message);
        return;
      } catch (UnknownSchemaException e) {
        log.warn("view_waits_for_schema topic={} reason=\"{}\"", message.topic(), e.getMessage());
      }
    }
  }

  private void checkAlive() {
    if (failure != null) {
      throw new IllegalStateException("the view of the statistics has failed", failure);
    }
  }
}
