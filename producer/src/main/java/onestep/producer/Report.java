package onestep.producer;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import onestep.producer.kafka.SubmitResult;
import onestep.producer.kafka.SweepControl;
import onestep.producer.sweep.Json;

/**
 * What a command did to a sweep.
 *
 * @param sweep name of the sweep
 * @param text for people
 * @param fields for programs: {@code result}, and numbers where there are any
 */
record Report(String sweep, String text, Map<String, Object> fields) {

  private static final String UNCHANGED = "unchanged";

  /** A change of state, or that it was so before. */
  static Report of(String sweep, SweepControl.Effect effect, String state, String consequence) {
    return effect == SweepControl.Effect.NONE
        ? new Report(sweep, "was " + state + " already", Map.of("result", UNCHANGED))
        : new Report(sweep, state + consequence, Map.of("result", state));
  }

  /**
   * A publishing, or that there was nothing to publish.
   *
   * @param nothing what to say then
   */
  static Report of(String sweep, Optional<SubmitResult> result, String nothing) {
    return result
        .map(published -> of(sweep, published))
        .orElseGet(() -> new Report(sweep, nothing, Map.of("result", UNCHANGED)));
  }

  private static Report of(String sweep, SubmitResult result) {
    return new Report(
        sweep,
        text(result),
        Map.of(
            "result",
            "published",
            "epoch",
            result.epoch(),
            "tasks",
            result.tasks(),
            "networks",
            result.networks(),
            "networksInAlready",
            result.networksInAlready(),
            "cellsInRounds",
            result.cellsInRounds()));
  }

  private static String text(SubmitResult result) {
    String why =
        switch (result.kind()) {
          case CONTINUED -> ", completing an interrupted submit";
          case REOPENED -> ", only what is missing";
          case FIRST, COMPLETE, STOPPED -> "";
        };
    String already =
        result.networksInAlready() == 0
            ? ""
            : "; " + Human.count(result.networksInAlready()) + " networks are in already";
    return "published " + work(result) + why + already + " (epoch " + result.epoch() + ")";
  }

  private static String work(SubmitResult result) {
    String tasks =
        Human.count(result.tasks()) + " tasks with " + Human.count(result.networks()) + " networks";
    String rounds =
        Human.count(result.cellsInRounds())
            + " cells whose networks are asked for in rounds, by their stop rule";
    if (result.cellsInRounds() == 0) {
      return tasks;
    }
    return result.tasks() == 0 ? rounds : tasks + ", and " + rounds;
  }

  /** What a submit did, of a sweep of so many cells. */
  static Report ofSubmit(String sweep, SubmitResult result, long cells) {
    String epoch = " (epoch " + result.epoch() + ")";
    return switch (result.kind()) {
      case COMPLETE ->
          new Report(
              sweep,
              "nothing to publish, all "
                  + Human.count(cells)
                  + " cells are published already"
                  + epoch,
              Map.of("result", UNCHANGED));
      case STOPPED ->
          new Report(
              sweep, "was paused or cancelled, and stays so" + epoch, Map.of("result", UNCHANGED));
      case FIRST, CONTINUED, REOPENED -> of(sweep, result);
    };
  }

  void print(PrintWriter out, boolean json) {
    if (json) {
      Map<String, Object> all = new TreeMap<>(fields);
      all.put("sweep", sweep);
      out.println(Json.write(all));
    } else {
      out.println("sweep " + sweep + ": " + text);
    }
    out.flush();
  }
}
