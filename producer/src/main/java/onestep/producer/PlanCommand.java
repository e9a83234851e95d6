package onestep.producer;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import onestep.contract.InvalidInputException;
import onestep.contract.MemorySize;
import onestep.producer.sweep.Json;
import onestep.producer.sweep.PlannedCell;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.TaskCutter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what a sweep would do, and runs nothing. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Print cells, tasks, samplers, expected time and memory of a sweep.",
    footer = {"", "  onestep plan figures"})
public final class PlanCommand implements Callable<Integer> {

  private static final int MOST_ROWS = 40;

  @Spec private CommandSpec spec;
  @Mixin private SweepOptions options;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Slots of all workers together (default: the processors of this machine).")
  private Integer slots;

  @Option(names = "--all", description = "Print every cell in a row of its own.")
  private boolean all;

  @Option(names = "--json", description = "Print the totals as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    int workers = slots == null ? Runtime.getRuntime().availableProcessors() : slots;
    if (workers < 1) {
      throw new InvalidInputException("--slots must be at least 1, got " + workers);
    }
    Sweep sweep = options.load();
    TaskCutter cutter = options.cutter();
    boolean rowPerCell = all || sweep.cells() <= MOST_ROWS;

    Map<Object, PlanRow> rows = new LinkedHashMap<>();
    PlanRow total = null;
    for (PlannedCell cell : (Iterable<PlannedCell>) sweep.plan()::iterator) {
      PlanRow row = new PlanRow(cell, cutter);
      if (!all) {
        gather(rows, rowPerCell ? cell.position() : row.key(), row);
      }
      if (total == null) {
        total = new PlanRow(cell, cutter);
      } else {
        total.add(row);
      }
    }

    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(totals(sweep, total, workers)));
      out.flush();
      return 0;
    }
    printTotal(out, sweep, total, workers);
    out.println();
    out.println(PlanRow.header());
    if (all) {
      sweep.plan().forEach(cell -> out.println(new PlanRow(cell, cutter)));
    } else {
      rows.values().forEach(out::println);
      printRest(out, sweep, rows);
    }
    out.flush();
    return 0;
  }

  private static void gather(Map<Object, PlanRow> rows, Object key, PlanRow row) {
    PlanRow known = rows.get(key);
    if (known != null) {
      known.add(row);
    } else if (rows.size() < MOST_ROWS) {
      rows.put(key, row);
    }
  }

  private static double wallSeconds(PlanRow total, double seconds, int workers) {
    return Math.max(seconds / workers, total.longestNetworkSeconds());
  }

  private static Map<String, Object> totals(Sweep sweep, PlanRow total, int workers) {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("sweep", sweep.name());
    fields.put("cells", sweep.cells());
    fields.put("networks", sweep.networks());
    fields.put("trials", sweep.trials());
    fields.put("tasks", total.tasks());
    fields.put("slots", workers);
    fields.put("seconds", wallSeconds(total, total.seconds(), workers));
    fields.put("slotSeconds", total.seconds());
    fields.put("memoryBytes", total.memoryBytes());
    if (sweep.adaptiveCells() > 0) {
      fields.put("adaptiveCells", sweep.adaptiveCells());
      fields.put("expectedNetworks", List.of(total.least().networks(), total.most().networks()));
    }
    return fields;
  }

  private static void printTotal(PrintWriter out, Sweep sweep, PlanRow total, int workers) {
    boolean adaptive = sweep.adaptiveCells() > 0;
    double seconds = wallSeconds(total, total.seconds(), workers);
    out.println(
        "sweep "
            + sweep.name()
            + ": "
            + Human.count(sweep.cells())
            + (adaptive ? " cells, at most " : " cells, ")
            + Human.count(sweep.networks())
            + " networks, "
            + Human.count(sweep.trials())
            + " trials, "
            + Human.count(total.tasks())
            + " tasks");
    out.println(
        (adaptive ? "at most " : "about ")
            + Human.duration(seconds)
            + " on "
            + Human.count(workers)
            + " slots; one network needs at most "
            + MemorySize.show(total.memoryBytes()));
    if (adaptive) {
      printExpected(out, sweep, total, workers);
    }
    if (sweep.deviceCells() > 0) {
      out.println(
          "cells for NVIDIA devices: "
              + Human.count(sweep.deviceCells())
              + "; their times are what an H100 as a whole is expected to take, counted as a slot's");
    }
  }

  private static void printExpected(PrintWriter out, Sweep sweep, PlanRow total, int workers) {
    PlanRow.Expected least = total.least();
    PlanRow.Expected most = total.most();
    out.println(
        "stop rules of "
            + Human.count(sweep.adaptiveCells())
            + " cells: expected "
            + range(Human.count(least.networks()), Human.count(most.networks()))
            + " networks, about "
            + range(
                Human.duration(wallSeconds(total, least.seconds(), workers)),
                Human.duration(wallSeconds(total, most.seconds(), workers)))
            + ": "
            + range(spared(sweep, most), spared(sweep, least))
            + " spared"
            + (least.equals(most) ? "" : ", as much as the points of a network differ"));
  }

  private static String spared(Sweep sweep, PlanRow.Expected expected) {
    return Math.round(100.0 * (sweep.networks() - expected.networks()) / sweep.networks()) + " %";
  }

  private static String range(String from, String to) {
    return from.equals(to) ? from : from + " to " + to;
  }

  private static void printRest(PrintWriter out, Sweep sweep, Map<Object, PlanRow> rows) {
    long shown = rows.values().stream().mapToLong(PlanRow::cells).sum();
    if (shown < sweep.cells()) {
      out.println(
          "… and " + Human.count(sweep.cells() - shown) + " more cells (--all prints every cell)");
    }
  }
}
