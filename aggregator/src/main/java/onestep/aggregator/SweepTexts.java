package onestep.aggregator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.text.Durations;
import onestep.aggregator.text.Numbers;
import onestep.aggregator.text.ProgressText;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.SweepState;
import onestep.contract.record.Worker;

/** Sweeps, workers and failures, for people. */
final class SweepTexts {

  private static final int LETTERS_SHOWN = 5;

  private SweepTexts() {}

  /** A table of sweeps. */
  static List<String> table(List<SweepStatus> sweeps) {
    List<String> lines = new ArrayList<>();
    lines.add(
        row("sweep", "state", "cells", "networks", "done", "dead", "networks/s", "time left"));
    for (SweepStatus sweep : sweeps) {
      lines.add(
          row(
              sweep.name(),
              state(sweep),
              Numbers.grouped(sweep.cells()),
              Numbers.grouped(sweep.wanted()),
              ProgressText.percent(sweep.done(), sweep.wanted()) + " %",
              Numbers.grouped(sweep.dead()),
              Double.isNaN(rate(sweep)) ? "-" : Numbers.fixed(rate(sweep), 1),
              remaining(sweep).map(Durations::text).orElse("-")));
    }
    return lines;
  }

  private static String row(Object... columns) {
    return String.format(Locale.ROOT, "%-24s %-10s %7s %15s %5s %9s %11s %10s", columns)
        .stripTrailing();
  }

  /** How a sweep stands, in a line. */
  static String progress(SweepStatus sweep) {
    return ProgressText.of(sweep.done(), sweep.wanted(), rate(sweep), remaining(sweep))
        + (sweep.dead() == 0 ? "" : ", " + Numbers.grouped(sweep.dead()) + " dead")
        + (sweep.disagreeing() == 0
            ? ""
            : ", " + Numbers.grouped(sweep.disagreeing()) + " disagreeing")
        + (goesOn(sweep) ? "" : ", " + state(sweep));
  }

  /** Whether anything is still to come. */
  static boolean goesOn(SweepStatus sweep) {
    return sweep.state() == SweepState.RUNNING && !sweep.settled();
  }

  private static double rate(SweepStatus sweep) {
    return goesOn(sweep) ? sweep.networksPerSecond() : Double.NaN;
  }

  private static Optional<Duration> remaining(SweepStatus sweep) {
    return goesOn(sweep) ? sweep.remaining() : Optional.empty();
  }

  /** What a sweep is, what works on it and what failed. */
  static List<String> details(
      SweepStatus sweep, OptionalLong backlog, List<Worker> workers, List<DeadLetter> letters) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "sweep "
            + sweep.name()
            + ": "
            + state(sweep)
            + ", epoch "
            + sweep.epoch()
            + " of "
            + sweep.submittedAt());
    lines.add(
        String.format(
            Locale.ROOT, "cells      %,d of %,d complete", sweep.completeCells(), sweep.cells()));
    lines.add("progress   " + progress(sweep));
    lines.add(
        String.format(
            Locale.ROOT,
            "networks   %,d done + %,d dead + %,d cancelled + %,d outstanding + %,d unpublished = %,d",
            sweep.done(),
            sweep.dead(),
            sweep.cancelled(),
            sweep.outstanding(),
            sweep.unpublished(),
            sweep.wanted()));
    if (sweep.spared() > 0) {
      lines.add("spared     " + ProgressText.spared(sweep.spared(), sweep.wanted()));
    }
    if (sweep.checked() > 0) {
      lines.add("checks     " + checks(sweep));
    }
    lines.add(
        "backlog    "
            + (backlog.isPresent()
                ? String.format(Locale.ROOT, "%,d tasks of all sweeps", backlog.getAsLong())
                : "unknown"));
    lines.add("workers    " + (workers.isEmpty() ? "none" : Numbers.grouped(workers.size())));
    for (Worker worker : workers) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s: %s, %d slots, %d tasks in hand, %,d done",
              worker.getWorker(),
              worker.getState().name().toLowerCase(Locale.ROOT),
              worker.getSlots(),
              worker.getTasks().size(),
              worker.getTasksDone()));
    }
    if (!letters.isEmpty()) {
      lines.add(
          String.format(
              Locale.ROOT, "failures   %,d dead letters, the last ones:", letters.size()));
      letters.subList(Math.max(0, letters.size() - LETTERS_SHOWN), letters.size()).stream()
          .map(SweepTexts::failure)
          .forEach(lines::add);
    }
    return lines;
  }

  /** What became of networks that a second worker has computed too. */
  static List<String> checks(SweepStatus sweep, List<Disagreement> disagreements) {
    List<String> lines = new ArrayList<>();
    lines.add("sweep " + sweep.name() + ": " + checks(sweep));
    if (!disagreements.isEmpty()) {
      lines.add("");
      lines.add(disagreement("cell", "network", "computed by", "checked by", "what"));
    }
    for (Disagreement each : disagreements) {
      lines.add(
          disagreement(
              each.cell(),
              Integer.toString(each.network()),
              each.computedBy(),
              each.checkedBy(),
              oneLine(each.what())));
    }
    long more = sweep.disagreeing() - disagreements.size();
    if (more > 0) {
      lines.add(String.format(Locale.ROOT, "and %,d more", more));
    }
    return lines;
  }

  private static String checks(SweepStatus sweep) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d networks done were computed again by another worker, %s",
        sweep.checked(),
        sweep.done(),
        sweep.disagreeing() == 0
            ? "all of them alike"
            : String.format(Locale.ROOT, "%,d of them not alike", sweep.disagreeing()));
  }

  private static String disagreement(
      String cell, String network, String computedBy, String checkedBy, String what) {
    return String.format(
        Locale.ROOT, "%-32s %8s  %-28s %-28s %s", cell, network, computedBy, checkedBy, what);
  }

  /** Records of the task topics that are no tasks: nobody but their writer knows the sweep. */
  static List<String> unreadable(List<DeadLetter> letters) {
    DeadLetter last = letters.get(letters.size() - 1);
    return List.of(
        "",
        String.format(
            Locale.ROOT,
            "%s%,d records of the task topics could not be read, the last one: %s; worker %s",
            letters.size() < StatisticsView.LETTERS_KEPT ? "" : "at least ",
            letters.size(),
            oneLine(last.getError()),
            last.getWorker()));
  }

  /** A dead letter, in a line. */
  static String failure(DeadLetter letter) {
    return String.format(
        Locale.ROOT,
        "  %s networks %d to %d: %s; worker %s, attempt %d",
        letter.getCell(),
        letter.getFirst(),
        letter.getFirst() + letter.getCount() - 1,
        oneLine(letter.getError()),
        letter.getWorker(),
        letter.getAttempts());
  }

  private static String oneLine(String error) {
    return error.replaceAll("\\s+", " ");
  }

  private static String state(SweepStatus sweep) {
    return sweep.settled() && sweep.state() != SweepState.CANCELLED
        ? "complete"
        : sweep.state().name().toLowerCase(Locale.ROOT);
  }
}
