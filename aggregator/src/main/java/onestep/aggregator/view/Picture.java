package onestep.aggregator.view;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import onestep.aggregator.statistics.CellState;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.statistics.StopStatus;
import onestep.aggregator.topology.StatisticsRecords;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.Definitions;
import onestep.contract.record.Cell;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Progress;
import onestep.contract.record.Statistics;
import onestep.contract.record.Stop;
import onestep.contract.record.Sweep;
import onestep.contract.record.SweepState;
import onestep.contract.record.Worker;
import onestep.contract.record.WorkerState;

/**
 * The latest record of every sweep and cell, joined. Any order of records gives the same picture.
 * Safe for use by several threads.
 */
final class Picture {

  private static final Duration RATE_WINDOW = Duration.ofSeconds(30);
  static final int DEAD_LETTERS_KEPT = 100;

  private final Map<String, SweepPicture> sweeps = new TreeMap<>();
  private final Map<String, CellPicture> cells = new HashMap<>();
  private final Map<String, Worker> workers = new TreeMap<>();

  private static final class SweepPicture {
    private Sweep sweep;
    private Progress progress;
    private final RateMeter rate = new RateMeter(RATE_WINDOW);
    private final Map<String, Wish> wishes = new HashMap<>();
    private final Deque<DeadLetter> deadLetters = new ArrayDeque<>();

    private boolean isEmpty() {
      return sweep == null && progress == null && wishes.isEmpty() && deadLetters.isEmpty();
    }

    /**
     * Whether the current epoch has given anything up. Until its progress says so, what the
     * statistics count as dead may be what it tries again.
     */
    private boolean hasDead() {
      return progress != null
          && progress.getDead() > 0
          && (sweep == null || progress.getEpoch() == sweep.getEpoch());
    }

    /** What the current epoch wants; earlier ones may have wanted other cells. */
    private Stream<Map.Entry<String, Wish>> current() {
      return wishes.entrySet().stream()
          .filter(wish -> sweep == null || wish.getValue().epoch() == sweep.getEpoch());
    }

    /** The same, in plan order. */
    private Stream<Map.Entry<String, Wish>> inOrder() {
      return current().sorted(Map.Entry.comparingByValue(Comparator.comparingLong(Wish::position)));
    }
  }

  private record Wish(
      int epoch, long position, int networks, boolean hasRule, CellSummary before) {}

  private record CellPicture(
      NetworkSet seen,
      NetworkSet dead,
      List<Stop> stops,
      CellSummary summary,
      List<Disagreement> disagreements) {}

  synchronized void sweep(String name, Sweep record) {
    boolean gone = record == null || record.getState() == SweepState.PURGED;
    of(name).sweep = gone ? null : record;
    if (gone) {
      of(name).deadLetters.clear();
    }
    forgetIfEmpty(name);
  }

  synchronized void progress(String name, Progress record, long at) {
    SweepPicture sweep = of(name);
    sweep.progress = record;
    if (record != null) {
      sweep.rate.record(at, record.getDone());
    }
    forgetIfEmpty(name);
  }

  synchronized void wish(String name, String cell, Cell record) {
    if (record == null) {
      of(name).wishes.remove(cell);
    } else {
      CellSpec spec = Definitions.toSpec(record.getDefinition());
      CellSummary before =
          new CellState().summary(spec, StatisticsRecords.toTheory(record.getTheory()));
      of(name)
          .wishes
          .put(
              cell,
              new Wish(
                  record.getEpoch(),
                  record.getPosition(),
                  record.getNetworks(),
                  record.getStop() != null,
                  before));
    }
    forgetIfEmpty(name);
  }

  synchronized void statistics(String cell, Statistics record) {
    if (record == null || record.getVersion() != CellState.VERSION) {
      cells.remove(cell);
    } else {
      cells.put(
          cell,
          new CellPicture(
              NetworkSet.of(record.getSeen()),
              NetworkSet.of(record.getDead()),
              record.getStops(),
              StatisticsRecords.toSummary(record),
              StatisticsRecords.toDisagreements(record)));
    }
  }

  /** Takes a letter in; it replaces one that was written before the same task was tried. */
  synchronized void deadLetter(DeadLetter letter) {
    Deque<DeadLetter> letters = of(letter.getSweep()).deadLetters;
    letters.removeIf(
        known -> known.getTask().equals(letter.getTask()) && known.getEpoch() == letter.getEpoch());
    letters.addLast(letter);
    if (letters.size() > DEAD_LETTERS_KEPT) {
      letters.removeFirst();
    }
    forgetIfEmpty(letter.getSweep());
  }

  synchronized void worker(String name, Worker record) {
    if (record == null || record.getState() == WorkerState.STOPPED) {
      workers.remove(name);
    } else {
      workers.put(name, record);
    }
  }

  /** Workers that have not said goodbye, by name. */
  synchronized List<Worker> workers() {
    return List.copyOf(workers.values());
  }

  synchronized List<SweepStatus> sweeps() {
    return sweeps.keySet().stream().map(this::sweep).flatMap(Optional::stream).toList();
  }

  synchronized Optional<SweepStatus> sweep(String name) {
    SweepPicture picture = sweeps.get(name);
    if (picture == null || picture.sweep == null) {
      return Optional.empty();
    }
    Sweep sweep = picture.sweep;
    Progress progress = picture.progress == null ? nothingYet(sweep) : picture.progress;
    return Optional.of(
        new SweepStatus(
            name,
            sweep.getEpoch(),
            sweep.getState(),
            sweep.getCells(),
            progress.getCompleteCells(),
            sweep.getNetworks() - spared(sweep, progress),
            spared(sweep, progress),
            progress.getPublished(),
            progress.getDone(),
            progress.getDead(),
            progress.getChecked(),
            progress.getDisagreeing(),
            progress.getTrials(),
            progress.getSeconds(),
            sweep.getState() == SweepState.RUNNING ? picture.rate.perSecond() : Double.NaN,
            settled(picture, progress),
            sweep.getSubmittedAt(),
            progress.getUpdatedAt()));
  }

  /** The cells of a sweep in plan order; none for an unknown sweep. */
  synchronized List<CellStatus> cells(String name) {
    SweepPicture sweep = sweeps.get(name);
    if (sweep == null) {
      return List.of();
    }
    return sweep
        .inOrder()
        .map(wish -> status(name, sweep, wish.getKey(), wish.getValue()))
        .toList();
  }

  /** Networks of a sweep that two workers did not compute alike, in plan order of their cells. */
  synchronized List<Disagreement> disagreements(String name) {
    SweepPicture sweep = sweeps.get(name);
    return sweep == null
        ? List.of()
        : sweep
            .inOrder()
            .filter(wish -> cells.containsKey(wish.getKey()))
            .flatMap(
                wish ->
                    cells.get(wish.getKey()).disagreements().stream()
                        .filter(each -> each.network() < wish.getValue().networks()))
            .toList();
  }

  synchronized Optional<String> specification(String name) {
    return Optional.ofNullable(sweeps.get(name))
        .flatMap(picture -> Optional.ofNullable(picture.sweep))
        .map(Sweep::getSpecification);
  }

  synchronized List<DeadLetter> deadLetters(String name) {
    SweepPicture sweep = sweeps.get(name);
    return sweep == null ? List.of() : List.copyOf(sweep.deadLetters);
  }

  private boolean settled(SweepPicture picture, Progress progress) {
    Sweep sweep = picture.sweep;
    return progress.getEpoch() == sweep.getEpoch()
        && progress.getDone() + progress.getDead() >= sweep.getNetworks() - spared(sweep, progress)
        && picture.current().count() >= sweep.getCells()
        && picture
            .current()
            .allMatch(
                wish ->
                    status(sweep.getSweep(), picture, wish.getKey(), wish.getValue()).settled());
  }

  /** What an earlier epoch was spared, the next may ask for. */
  private static long spared(Sweep sweep, Progress progress) {
    return progress.getEpoch() == sweep.getEpoch() ? progress.getSpared() : 0;
  }

  private CellStatus status(String name, SweepPicture sweep, String cell, Wish wish) {
    CellPicture picture = cells.get(cell);
    if (picture == null) {
      return new CellStatus(cell, wish.position(), wish.networks(), 0, 0, 0, wish.before());
    }
    if (wish.hasRule()) {
      return inRounds(name, sweep, cell, wish, picture);
    }
    return new CellStatus(
        cell,
        wish.position(),
        wish.networks(),
        0,
        picture.seen().sizeBelow(wish.networks()),
        sweep.hasDead() ? picture.dead().sizeBelow(wish.networks()) : 0,
        picture.summary());
  }

  private static CellStatus inRounds(
      String name, SweepPicture sweep, String cell, Wish wish, CellPicture picture) {
    Optional<StopStatus> stop = StatisticsRecords.toStop(picture.stops(), name, wish.epoch());
    int asked = stop.map(StopStatus::asked).orElse(0);
    int done = stop.map(StopStatus::counted).orElse(0);
    int dead = sweep.hasDead() ? picture.dead().sizeBelow(asked) : 0;
    boolean over = stop.isPresent() && done + dead >= asked;
    int wanted = over ? asked : wish.networks();
    return new CellStatus(
        cell,
        wish.position(),
        wanted,
        wish.networks() - wanted,
        done,
        dead,
        picture.summary().withStop(stop));
  }

  private static Progress nothingYet(Sweep sweep) {
    return Progress.newBuilder()
        .setSweep(sweep.getSweep())
        .setEpoch(sweep.getEpoch())
        .setState(sweep.getState())
        .setCells(sweep.getCells())
        .setCompleteCells(0)
        .setWanted(sweep.getNetworks())
        .setPublished(0)
        .setDone(0)
        .setDead(0)
        .setTrials(0)
        .setSeconds(0)
        .setUpdatedAt(sweep.getSubmittedAt())
        .build();
  }

  private SweepPicture of(String sweep) {
    return sweeps.computeIfAbsent(sweep, name -> new SweepPicture());
  }

  private void forgetIfEmpty(String sweep) {
    if (of(sweep).isEmpty()) {
      sweeps.remove(sweep);
    }
  }
}
