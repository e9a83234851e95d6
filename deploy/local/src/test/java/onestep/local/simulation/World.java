package onestep.local.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.aggregator.topology.SimulatedAggregator;
import onestep.aggregator.view.SweepNetworks;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;
import onestep.contract.cell.StopRule;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.Topic;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Progress;
import onestep.contract.record.Result;
import onestep.contract.record.Statistics;
import onestep.contract.record.Stop;
import onestep.contract.record.StopState;
import onestep.contract.record.SweepState;
import onestep.contract.record.Task;
import onestep.producer.kafka.SimulatedProducer;
import onestep.producer.sweep.PlannedCell;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.TaskCutter;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.TrialFailure;
import onestep.worker.backend.Backend;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.kafka.SimulatedWorker;
import org.apache.avro.specific.SpecificRecord;

/**
 * A cluster with one sweep, from its submit to its end, in one thread and without a clock: what
 * happens next is drawn from a seed. After every step it is checked that nothing has happened that
 * must not.
 */
final class World implements SimulatedProducer.Surroundings, SimulatedWorker.Surroundings {

  private static final int WORKERS = 2;
  private static final int LOOPS = 2;
  private static final int STEPS = 150;
  private static final int TOO_LONG = 1_000;
  private static final int LAST_EVENTS = 40;

  /** Points of a network. */
  static final int POINTS = 2;

  /** Tasks of one network and of several, with what a network costs. */
  private static final List<TaskCutter> CUTTERS =
      Stream.of(1_000, 8_000, 16_000, 24_000).map(Duration::ofNanos).map(TaskCutter::new).toList();

  private static final Backend BACKEND = new CpuBackend();
  private static final Map<String, NetworkTrials> TRIALS = new HashMap<>();
  private static final Map<Sweep, Map<String, Integer>> WANTED = new HashMap<>();

  private static final AvroDeserializer<onestep.contract.record.Sweep> SWEEPS =
      Logs.reader(onestep.contract.record.Sweep.class);
  private static final AvroDeserializer<Task> TASKS = Logs.reader(Task.class);
  private static final AvroDeserializer<Result> RESULTS = Logs.reader(Result.class);
  private static final AvroDeserializer<DeadLetter> LETTERS = Logs.reader(DeadLetter.class);
  private static final AvroDeserializer<Progress> PROGRESS = Logs.reader(Progress.class);
  private static final AvroDeserializer<Statistics> STATISTICS = Logs.reader(Statistics.class);

  private final Pipeline pipeline;
  private final Sweep first;
  private final Sweep extended;
  private final Random random;
  private final Map<Trouble, Integer> troubles;
  private final Logs logs = new Logs();
  private final ShareQueue queue;
  private final Messages messages;
  private final SimulatedProducer producer = new SimulatedProducer(this);
  private final SimulatedAggregator aggregator;
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final Map<SimulatedWorker, Integer> newsRead = new HashMap<>();
  private final Map<String, Trouble> bad = new HashMap<>();
  private final Set<String> excused = new HashSet<>();
  private final List<String> events = new ArrayList<>();
  private final Map<Topic, int[]> checked = new HashMap<>();
  private final Map<String, BitSet> rows = new HashMap<>();
  private final Map<String, Map<Integer, BitSet>> letters = new HashMap<>();
  private final List<onestep.contract.record.Sweep> news = new ArrayList<>();
  private Sweep wanted;
  private int started;

  /**
   * A world.
   *
   * @param first the sweep at first
   * @param extended the same that it may be extended to
   * @param troubles none for a calm run
   */
  World(
      Pipeline pipeline,
      Sweep first,
      Sweep extended,
      Random random,
      Map<Trouble, Integer> troubles) {
    this.pipeline = pipeline;
    this.first = first;
    this.extended = extended;
    this.random = random;
    this.troubles = troubles;
    this.queue = new ShareQueue(Pipeline.DELIVERY_LIMIT, random, this::dropped);
    this.messages = new Messages(logs, random, this::lost);
    this.aggregator =
        new SimulatedAggregator(logs, random, pipeline.rewriting().get(), this::publish);
  }

  /**
   * Runs until the sweep has ended.
   *
   * @return the last statistics of every cell
   * @throws Violation if something happens that must not
   */
  Map<String, byte[]> run() {
    try {
      choosePoison();
      for (int i = 0; i < WORKERS; i++) {
        startWorker();
      }
      wanted = first;
      submit();
      for (int step = 0; step < STEPS; step++) {
        step();
        check();
      }
      comeToRest();
      checkEnd();
      cure();
      return statistics();
    } catch (Violation e) {
      int from = Math.max(0, events.size() - LAST_EVENTS);
      throw new Violation(
          e.getMessage()
              + "; troubles "
              + troubles.keySet()
              + ", last events "
              + events.subList(from, events.size()));
    }
  }

  @Override
  public Logs logs() {
    return logs;
  }

  @Override
  public ShareQueue queue() {
    return queue;
  }

  @Override
  public void publish(Task task) {
    queue.publish(Logs.bytes(task));
  }

  @Override
  public CompletableFuture<Void> send(
      SimulatedWorker from, Topic topic, String key, SpecificRecord value) {
    CompletableFuture<Void> sent = messages.send(from, topic, key, value);
    return topic == Topic.RESULTS && !pipeline.awaitsResults()
        ? CompletableFuture.completedFuture(null)
        : sent;
  }

  @Override
  public NetworkTrials run(SimulatedWorker by, CellSpec cell, int network) {
    if (stateOfSweep() != SweepState.RUNNING && newsRead.get(by) == news.size()) {
      throw new Violation(by + " begins a network of a sweep that it knows is " + stateOfSweep());
    }
    Trouble trouble = bad.get(cell.id() + "-" + network);
    if (trouble == Trouble.NETWORK_FAILS) {
      throw new TrialFailure("overflow");
    }
    if (trouble == Trouble.NETWORK_HICCUPS && random.nextBoolean()) {
      throw new IllegalStateException("a hiccup");
    }
    if (trouble == Trouble.NETWORK_KILLS) {
      by.die();
      throw new IllegalStateException("dead");
    }
    return TRIALS.computeIfAbsent(
        cell.id() + "-" + network, any -> new CellTrials().run(cell, network, BACKEND));
  }

  // What happens

  private void step() {
    int dice = random.nextInt(40 + troubles.values().stream().mapToInt(weight -> weight).sum());
    if (dice < 12) {
      note("round", () -> someWorker().round(random.nextInt(LOOPS)));
    } else if (dice < 18) {
      note("network", () -> someWorker().compute());
    } else if (dice < 22) {
      note(
          "arrival",
          () ->
              messages.arrive(
                  troubles.containsKey(Trouble.RECORD_IS_DOUBLED) && random.nextInt(4) == 0));
    } else if (dice < 26) {
      note("told", messages::tell);
    } else if (dice < 29) {
      note("news", () -> follow(someWorker()));
    } else if (dice < 36) {
      note("counted", aggregator::next);
    } else if (dice < 37) {
      note("emitted", aggregator::emit);
    } else if (dice < 40) {
      note("committed", aggregator::commit);
    } else {
      trouble(dice - 40);
    }
    replaceThoseThatEnded();
  }

  private void trouble(int dice) {
    int rest = dice;
    for (Map.Entry<Trouble, Integer> trouble : troubles.entrySet()) {
      rest -= trouble.getValue();
      if (rest < 0) {
        note(trouble.getKey().name(), () -> befall(trouble.getKey()));
        return;
      }
    }
  }

  private void befall(Trouble trouble) {
    switch (trouble) {
      case LOCK_EXPIRES -> queue.expire();
      case WORKER_DIES -> someWorker().dieAfter(random.nextInt(8));
      case WORKER_STOPS -> {
        SimulatedWorker worker = someWorker();
        worker.stop();
        if (random.nextBoolean()) {
          worker.cancel();
        }
      }
      case SEND_FAILS -> messages.fail();
      case AGGREGATOR_CRASHES -> aggregator.crash();
      case RESULTS_ARE_READ_AGAIN -> aggregator.again();
      case SWEEP_IS_STOPPED -> stop();
      case SWEEP_IS_REOPENED -> reopen();
      default -> {}
    }
  }

  private void stop() {
    if (random.nextBoolean()) {
      producer.cancel(first.name());
    } else if (stateOfSweep() != SweepState.CANCELLED) {
      producer.pause(first.name());
    }
  }

  private void reopen() {
    switch (random.nextInt(4)) {
      case 0 -> {
        wanted = extended;
        submit();
      }
      case 1 -> submit();
      case 2 -> producer.resume(first.name(), cutter(), killedAfter());
      default -> {
        if (stateOfSweep() == SweepState.RUNNING) {
          producer.retry(first.name(), cutter(), killedAfter());
        }
      }
    }
  }

  /** A submit; one that is killed before its first transaction is done again. */
  private void submit() {
    producer.submit(wanted, cutter(), killedAfter());
    if (news().isEmpty()) {
      producer.submit(wanted, cutter(), SimulatedProducer.NEVER);
    }
  }

  private int killedAfter() {
    return troubles.containsKey(Trouble.COMMAND_IS_KILLED) && random.nextBoolean()
        ? random.nextInt(4)
        : SimulatedProducer.NEVER;
  }

  /** Tasks of some size. */
  private TaskCutter cutter() {
    return CUTTERS.get(random.nextInt(CUTTERS.size()));
  }

  private SimulatedWorker someWorker() {
    return workers.get(random.nextInt(workers.size()));
  }

  private void startWorker() {
    SimulatedWorker worker =
        new SimulatedWorker("worker-" + started++, LOOPS, pipeline.deliveryLimit(), this);
    workers.add(worker);
    newsRead.put(worker, 0);
    while (follow(worker)) {}
  }

  private void replaceThoseThatEnded() {
    workers.stream()
        .filter(worker -> worker.isDead() || worker.isStopped())
        .toList()
        .forEach(this::replace);
  }

  private void replace(SimulatedWorker worker) {
    if (!worker.isDead()) {
      worker.die();
    }
    messages.lose(worker);
    workers.remove(worker);
    newsRead.remove(worker);
    startWorker();
  }

  private List<onestep.contract.record.Sweep> news() {
    news.addAll(fresh(Topic.SWEEPS, SWEEPS));
    return news;
  }

  private SweepState stateOfSweep() {
    return news().get(news.size() - 1).getState();
  }

  private boolean follow(SimulatedWorker worker) {
    List<onestep.contract.record.Sweep> news = news();
    int read = newsRead.get(worker);
    if (read == news.size()) {
      return false;
    }
    worker.follow(first.name(), pipeline.news().apply(news.get(read)));
    newsRead.put(worker, read + 1);
    return true;
  }

  /** Nothing goes wrong any more, and the sweep goes on until nothing is left to do. */
  private void comeToRest() {
    troubles.clear();
    events.add("calm");
    producer.submit(wanted, cutter(), SimulatedProducer.NEVER);
    aggregator.finish();
    for (int turn = 0; turn < TOO_LONG && !isAtRest(); turn++) {
      for (SimulatedWorker worker : List.copyOf(workers)) {
        while (follow(worker)) {}
        for (int loop = 0; loop < LOOPS; loop++) {
          worker.round(loop);
        }
        while (worker.compute()) {}
      }
      while (messages.arrive(false) || messages.tell()) {}
      replaceThoseThatEnded();
      if (isAtRest()) {
        aggregator.finish(); // which may ask for another round
      }
    }
    if (!isAtRest()) {
      throw new Violation("it does not come to rest");
    }
    check();
  }

  private boolean isAtRest() {
    return queue.isEmpty() && messages.isEmpty();
  }

  /** What made networks fail is mended, and what is missing is asked for again. */
  private void cure() {
    bad.clear();
    int tries = 0;
    while (producer.retry(wanted.name(), cutter(), SimulatedProducer.NEVER)) {
      comeToRest();
      if (++tries > 1) {
        throw new Violation("a retry without any trouble leaves networks missing");
      }
    }
    Progress progress = latestProgress();
    if (progress.getDone() != wanted.networks() - progress.getSpared() || progress.getDead() != 0) {
      throw new Violation("not all is done in the end: " + progress);
    }
  }

  private void choosePoison() {
    wantedOf(extended)
        .forEach(
            (cell, networks) -> {
              for (int network = 0; network < networks; network++) {
                int dice = random.nextInt(12);
                Trouble trouble =
                    switch (dice) {
                      case 0 -> Trouble.NETWORK_FAILS;
                      case 1 -> Trouble.NETWORK_HICCUPS;
                      case 2 -> Trouble.NETWORK_KILLS;
                      default -> Trouble.LOCK_EXPIRES;
                    };
                if (dice < 3 && troubles.containsKey(trouble)) {
                  bad.put(cell + "-" + network, trouble);
                }
              }
            });
  }

  // What must not happen

  /** A task was dropped: its letter must be out, unless it was lost with its worker. */
  private void dropped(ShareQueue.Delivery delivery) {
    events.add("dropped " + taskId(TASKS.deserialize("", delivery.task())));
  }

  private void lost(SpecificRecord value) {
    if (value instanceof DeadLetter letter) {
      excused.add(letter.getTask() + "@" + letter.getEpoch());
    }
  }

  @Override
  public void diesWith(ShareQueue.Delivery delivery) {
    if (delivery.count() == Pipeline.DELIVERY_LIMIT) {
      excused.add(taskId(TASKS.deserialize("", delivery.task())));
    }
  }

  private static String taskId(Task task) {
    return new NetworkRange(task.getFirst(), task.getCount()).taskId(task.getDefinition().getCell())
        + "@"
        + task.getEpoch();
  }

  /** Takes in what is new in the logs, and checks what is new in the progress. */
  private void check() {
    for (Result result : fresh(Topic.RESULTS, RESULTS)) {
      for (NetworkRow row : result.getRows()) {
        rows.computeIfAbsent(result.getCell(), any -> new BitSet()).set(row.getNetwork());
      }
    }
    for (DeadLetter letter : fresh(Topic.DEAD_LETTERS, LETTERS)) {
      letters
          .computeIfAbsent(letter.getCell(), any -> new TreeMap<>())
          .computeIfAbsent(letter.getEpoch(), any -> new BitSet())
          .set(letter.getFirst(), letter.getFirst() + letter.getCount());
    }
    fresh(Topic.PROGRESS, PROGRESS).forEach(this::check);
  }

  private void check(Progress progress) {
    SweepNetworks networks = SweepNetworks.of(progress);
    long sum =
        networks.done()
            + networks.dead()
            + networks.cancelled()
            + networks.outstanding()
            + networks.unpublished();
    require(sum == networks.wanted(), "the account does not add up", progress);
    require(
        networks.unpublished() >= 0 && networks.cancelled() >= 0 && networks.outstanding() >= 0,
        "a part of the account is negative",
        progress);
    require(networks.done() <= done(), "more is done than there are rows", progress);
    require(networks.dead() <= dead(progress.getEpoch()), "more is dead than given up", progress);
    long seen = rows.values().stream().mapToLong(BitSet::cardinality).sum();
    require(progress.getTrials() <= seen * POINTS, "a network is counted more than once", progress);
  }

  private void checkEnd() {
    Progress progress = latestProgress();
    require(
        progress.getPublished() + unasked() == progress.getWanted(),
        "not all is published",
        progress);
    require(progress.getDone() == done(), "a row is not counted", progress);
    require(progress.getDead() == deadNotDone(), "a letter is not counted", progress);
    Map<String, Statistics> statistics = latestStatistics();
    wantedOf(wanted)
        .forEach(
            (cell, networks) -> {
              NetworkSet missing = NetworkSet.upTo(asked(statistics.get(cell), networks));
              if (statistics.containsKey(cell)) {
                missing = missing.minus(NetworkSet.of(statistics.get(cell).getSeen()));
                missing = missing.minus(NetworkSet.of(statistics.get(cell).getDead()));
              }
              missing
                  .ranges(1)
                  .forEach(
                      range ->
                          require(
                              isExcused(cell, range.first(), progress.getEpoch()),
                              "network " + range.first() + " of " + cell + " is lost",
                              progress));
            });
  }

  /** Networks that open stop rules may still ask for, of rounds whose tasks were lost. */
  private long unasked() {
    Map<String, Statistics> statistics = latestStatistics();
    return wantedOf(wanted).entrySet().stream()
        .mapToLong(cell -> unasked(statistics.get(cell.getKey()), cell.getValue()))
        .sum();
  }

  private static long unasked(Statistics statistics, int networks) {
    boolean isOver =
        statistics != null
            && statistics.getStops().stream()
                .allMatch(
                    stop ->
                        stop.getState() != StopState.OPEN
                            || stop.getCounted() + deadBelow(statistics, stop.getAsked())
                                >= stop.getAsked());
    return isOver ? 0 : networks - asked(statistics, networks);
  }

  private static int deadBelow(Statistics statistics, int networks) {
    return NetworkSet.of(statistics.getDead()).sizeBelow(networks);
  }

  /** Networks of a cell that were asked for; no more than the first round if none has come. */
  private static int asked(Statistics statistics, int networks) {
    if (statistics == null) {
      return Math.min(networks, StopRule.LEAST_NETWORKS);
    }
    return statistics.getStops().stream().mapToInt(Stop::getAsked).findFirst().orElse(networks);
  }

  private boolean isExcused(String cell, int network, int epoch) {
    return excused.stream()
        .filter(task -> task.startsWith(cell) && task.endsWith("@" + epoch))
        .map(task -> task.substring(cell.length() + 1, task.indexOf('@')).split("-", -1))
        .anyMatch(
            range ->
                Integer.parseInt(range[0]) <= network && network <= Integer.parseInt(range[1]));
  }

  private static void require(boolean condition, String message, Progress progress) {
    if (!condition) {
      throw new Violation(message + ": " + progress);
    }
  }

  private <T extends SpecificRecord> List<T> fresh(Topic topic, AvroDeserializer<T> reader) {
    List<T> fresh = new ArrayList<>();
    int[] read = checked.computeIfAbsent(topic, any -> new int[Logs.PARTITIONS]);
    for (int partition = 0; partition < Logs.PARTITIONS; partition++) {
      List<Logs.Entry> all = logs.of(topic, partition);
      for (; read[partition] < all.size(); read[partition]++) {
        fresh.add(reader.deserialize("", all.get(read[partition]).value()));
      }
    }
    return fresh;
  }

  /** Wanted networks whose rows are in the log. */
  private long done() {
    return count((cell, networks) -> rowsOf(cell).get(0, networks));
  }

  private long dead(int epoch) {
    return count((cell, networks) -> lettersOf(cell, epoch).get(0, networks));
  }

  /** Wanted networks that the last epoch has given up, and whose rows are not in the log. */
  private long deadNotDone() {
    return count(
        (cell, networks) -> {
          BitSet dead = lettersOf(cell, latestProgress().getEpoch()).get(0, networks);
          dead.andNot(rowsOf(cell));
          return dead;
        });
  }

  private interface Networks {
    BitSet of(String cell, int networks);
  }

  private long count(Networks networks) {
    return wantedOf(wanted).entrySet().stream()
        .mapToLong(cell -> networks.of(cell.getKey(), cell.getValue()).cardinality())
        .sum();
  }

  private BitSet rowsOf(String cell) {
    return rows.getOrDefault(cell, new BitSet());
  }

  private BitSet lettersOf(String cell, int epoch) {
    return letters.getOrDefault(cell, Map.of()).getOrDefault(epoch, new BitSet());
  }

  private static Map<String, Integer> wantedOf(Sweep sweep) {
    return WANTED.computeIfAbsent(
        sweep,
        any ->
            sweep
                .plan()
                .collect(Collectors.toMap(cell -> cell.spec().id(), PlannedCell::networks)));
  }

  private Progress latestProgress() {
    List<Progress> all = logs.read(Topic.PROGRESS, PROGRESS);
    if (all.isEmpty()) {
      throw new Violation("no progress was told");
    }
    return all.get(all.size() - 1);
  }

  private Map<String, Statistics> latestStatistics() {
    Map<String, Statistics> latest = new TreeMap<>();
    logs.read(Topic.STATISTICS, STATISTICS)
        .forEach(record -> latest.put(record.getDefinition().getCell(), record));
    return latest;
  }

  private Map<String, byte[]> statistics() {
    Map<String, byte[]> bytes = new TreeMap<>();
    latestStatistics().forEach((cell, record) -> bytes.put(cell, Logs.bytes(ofNoEpoch(record))));
    return bytes;
  }

  /** How often a sweep was opened again is no result. */
  private static Statistics ofNoEpoch(Statistics record) {
    return Statistics.newBuilder(record)
        .setStops(
            record.getStops().stream()
                .map(stop -> Stop.newBuilder(stop).setEpoch(0).build())
                .toList())
        .build();
  }

  Sweep wanted() {
    return wanted;
  }

  private interface Event {
    void happen();
  }

  private void note(String name, Event event) {
    events.add(name);
    event.happen();
  }
}
