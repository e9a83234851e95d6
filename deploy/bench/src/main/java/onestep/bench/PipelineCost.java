package onestep.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Sampler;
import onestep.producer.sweep.TaskCutter;

/** What a pipeline costs over calling the sampler in a loop, with tasks as a sweep has them. */
final class PipelineCost {

  private static final BenchedCell CELL = new BenchedCell(1, 1_000, 100_000, 1);

  /**
   * Tasks of each slot: enough that the last ones, with which a slot may be alone, count little.
   */
  private static final int TASKS_PER_SLOT = 32;

  /** The loop is measured before and after the pipeline, as long as this each. */
  private static final Duration LOOP = Duration.ofSeconds(10);

  private PipelineCost() {}

  /** Measures and prints both. */
  static void print(PrintWriter out, int slots, PipelineTime pipeline) {
    CellSpec cell = CELL.spec(1, Sampler.CONDITIONED);
    int networks = slots * TASKS_PER_SLOT * TaskCutter.DEFAULT.networksPerTask(cell);
    double before = slots / TrialRate.measure(cell, slots, LOOP).secondsPerNetwork();
    PipelineTime.Run run = pipeline.run(cell, networks, slots);
    double through = networks / run.seconds();
    double idle = 1 - run.busySeconds() / (slots * run.seconds());
    double after = slots / TrialRate.measure(cell, slots, LOOP).secondsPerNetwork();
    double loop = (before + after) / 2;
    out.printf(
        Locale.ROOT,
        "L = 1, d = 1,000, k = 100,000, %d slots, %,d tasks%n"
            + "sampler in a loop       %,8.1f networks/s (%,.1f before, %,.1f after)%n"
            + "through the pipeline    %,8.1f networks/s, submit to last statistics: costs %.1f %%%n"
            + "  of which slots without work: %.1f %%, which is what a worker pays that has its cores for"
            + " itself;%n  the rest is the share of these cores that broker and aggregator take%n",
        slots,
        slots * TASKS_PER_SLOT,
        loop,
        before,
        after,
        through,
        100 * (loop / through - 1),
        100 * idle);
    out.flush();
  }
}
