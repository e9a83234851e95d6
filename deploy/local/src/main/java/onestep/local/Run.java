package onestep.local;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import onestep.aggregator.export.Machine;
import onestep.aggregator.export.Manifest;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.export.StatementTable;
import onestep.aggregator.export.TextTable;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.text.Durations;
import onestep.aggregator.text.ProgressText;
import onestep.aggregator.view.CellStatus;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.TrialLog;
import onestep.contract.cli.Version;
import onestep.contract.record.DeadLetter;
import onestep.producer.kafka.SubmitResult;
import onestep.producer.sweep.Sweep;

/** One run of a sweep on a pipeline: submits it, follows it, writes its results. */
final class Run {

  private static final int FAILURE = 1;
  private static final int DEAD_SHOWN = 5;
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration LINE = Duration.ofSeconds(1);

  /** Looking costs time in proportion to the cells: at most this share of it. */
  private static final int LOOK_SHARE = 20;

  private static final Duration CATCH_UP = Duration.ofMinutes(10);

  private final RunSettings settings;
  private final LocalPipeline pipeline;
  private final Sweep sweep;
  private final PrintStream out;
  private final int columns;
  private final Instant start;
  private StatisticsView view;

  /**
   * A run.
   *
   * @param columns width of the terminal that {@code out} goes to; 0 for a file or a pipe
   * @param start when the program started
   */
  Run(RunSettings settings, LocalPipeline pipeline, PrintStream out, int columns, Instant start) {
    this.settings = settings;
    this.pipeline = pipeline;
    this.sweep = settings.sweep();
    this.out = out;
    this.columns = columns;
    this.start = start;
  }

  /**
   * Runs it to its end.
   *
   * @return the exit code: 0, or 1 if networks were given up
   * @throws InterruptedException if the thread is interrupted; the same run goes on another time
   */
  int execute() throws InterruptedException {
    CompletableFuture<SubmitResult> submitted = pipeline.submit(sweep, settings.cutter());
    out.println("Live page  " + pipeline.aggregator().address());
    view = pipeline.aggregator().view();
    RunProgress.Snapshot end = follow(submitted);
    long spared = end.cells().stream().mapToLong(CellStatus::spared).sum();
    write(end.cells().stream().map(CellStatus::summary).toList(), spared);
    tellTheDead(end);
    if (settings.stay()) {
      stay();
    }
    return end.dead() == 0 ? 0 : FAILURE;
  }

  /** Until Ctrl-C, which then interrupts nothing. */
  private void stay() {
    try {
      out.println("Live page  " + pipeline.aggregator().address() + " stays up; Ctrl-C ends it");
      while (true) {
        pipeline.checkAlive();
        Thread.sleep(LINE.toMillis());
      }
    } catch (InterruptedException e) {
      out.println(); // that was the end, and what is put away now is not to be interrupted
    }
  }

  private RunProgress.Snapshot follow(CompletableFuture<SubmitResult> submitted)
      throws InterruptedException {
    if (!view.awaitCaughtUp(CATCH_UP)) {
      throw new IllegalStateException(
          "the statistics of earlier runs could not be read within " + CATCH_UP);
    }
    RunProgress progress = new RunProgress(sweep, settings.slots(), () -> view.cells(sweep.name()));
    RunProgress.Snapshot now = progress.look(System.nanoTime());
    if (now.done() > 0) {
      out.printf(Locale.ROOT, "Going on: %,d of %,d networks are done%n", now.done(), now.wanted());
    }
    Set<String> told = new HashSet<>();
    now.cells().stream().filter(CellStatus::settled).forEach(cell -> told.add(cell.id()));
    long lineAt = System.nanoTime() - LINE.toNanos();
    try (ProgressDisplay display =
        ProgressDisplay.on(out, columns, now.done() + now.dead(), now.wanted())) {
      while (!(now.settled() && submitted.isDone())) {
        if (submitted.isDone()) {
          submitted.join();
        }
        pipeline.checkAlive();
        long before = System.nanoTime();
        now = progress.look(before);
        display.update(now.done() + now.dead(), now.wanted(), now.remaining());
        if (before - lineAt >= LINE.toNanos() && tellNewest(now.cells(), told, display)) {
          lineAt = before;
        }
        if (!now.settled()) {
          Thread.sleep(
              Math.max(LOOK.toMillis(), LOOK_SHARE * (System.nanoTime() - before) / 1_000_000));
        }
      }
      submitted.join();
      display.update(now.done() + now.dead(), now.wanted(), Duration.ZERO);
    }
    return now;
  }

  /** Shows the last of the cells that were settled since the last time; false if there is none. */
  private static boolean tellNewest(
      List<CellStatus> cells, Set<String> told, ProgressDisplay display) {
    CellStatus newest = null;
    for (CellStatus cell : cells) {
      if (cell.settled() && told.add(cell.id())) {
        newest = cell;
      }
    }
    if (newest == null) {
      return false;
    }
    display.line(CellTexts.result(newest.summary()));
    return true;
  }

  private void write(List<CellSummary> cells, long spared) {
    Map<String, String> notes = new HashMap<>();
    sweep
        .plan()
        .filter(cell -> !cell.note().isEmpty())
        .forEach(cell -> notes.put(cell.spec().id(), cell.note()));
    ResultFolder results = settings.results();
    if (settings.trials()) {
      results.writeTrials(new TrialLog(pipeline.connection(), view.cells(sweep.name())));
    }
    long networks = cells.stream().mapToLong(CellSummary::networks).sum();
    long trials = cells.stream().mapToLong(CellSummary::trials).sum();
    Instant end = Instant.now();
    results.write(
        cells,
        notes,
        new Manifest(
            Version.number(),
            Version.commit(),
            sweep.name(),
            sweep.specification(),
            Machine.current(),
            start,
            end,
            networks,
            trials));
    out.println();
    out.print(TextTable.format(cells, notes));
    out.println();
    String statements = StatementTable.format(cells);
    if (!statements.isEmpty()) {
      out.println(statements);
    }
    out.println("Results    " + shown(results.path()));
    out.printf(
        Locale.ROOT,
        "           cells.csv, table.txt, %sfigures/, %smanifest.json%n",
        statements.isEmpty() ? "" : "statements.csv, statements.txt, ",
        settings.trials() ? "trials.csv.gz, " : "");
    out.printf(
        Locale.ROOT,
        "Time       %s for %,d networks, %,d trials%n",
        Durations.text(Duration.between(start, Instant.now())),
        networks,
        trials);
    if (spared > 0) {
      out.println("Spared     " + ProgressText.spared(spared, networks));
    }
  }

  private static String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
  }

  private void tellTheDead(RunProgress.Snapshot end) {
    if (end.dead() == 0) {
      return;
    }
    System.err.printf(
        Locale.ROOT,
        "onestep: %,d networks were given up (--fresh computes the whole sweep again); errors:%n",
        end.dead());
    List<DeadLetter> letters = view.deadLetters(sweep.name());
    letters.stream()
        .skip(Math.max(0, letters.size() - DEAD_SHOWN))
        .forEach(letter -> System.err.println("  " + letter.getTask() + ": " + letter.getError()));
  }
}
