package onestep.aggregator.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import onestep.aggregator.export.CellTable;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.view.CellStatus;
import onestep.aggregator.view.StatusSource;
import onestep.aggregator.view.ViewJson;

/** What is at which path, but for the stream of events. */
final class Routes {

  private static final int DEFAULT_LIMIT = 1_000;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern FIGURE = Pattern.compile("/figures/([A-Za-z0-9.-]{1,250})\\.svg");

  private final Assets assets = new Assets();
  private final LivePage.Content content;
  private final StatusSource view;

  Routes(LivePage.Content content) {
    this.content = content;
    this.view = content.view();
  }

  Answer at(String path, Query query) {
    Optional<Answer> asset = assets.at(path);
    if (asset.isPresent()) {
      return asset.get();
    }
    Matcher figure = FIGURE.matcher(path);
    if (figure.matches()) {
      return figure(query, figure.group(1));
    }
    return switch (path) {
      case "/metrics" ->
          Answer.text("text/plain; version=0.0.4; charset=utf-8", content.metrics().get());
      case "/health" -> health(content.health().running(), "running");
      case "/health/live" -> health(content.health().live(), "live");
      case "/health/ready" -> health(content.health().ready(), "ready");
      case "/api/sweeps" -> Answer.json(ViewJson.sweeps(view.sweeps()));
      case "/api/workers" -> workers();
      case "/api/cells" -> ofSweep(query, sweep -> cells(sweep, query));
      case "/api/cells.csv" -> ofSweep(query, this::table);
      case "/api/failures" ->
          ofSweep(query, sweep -> Answer.json(ViewJson.deadLetters(view.deadLetters(sweep))));
      case "/api/figures" ->
          ofSweep(query, sweep -> Answer.json(ViewJson.figures(content.figures().names(sweep))));
      case "/api/specification" -> ofSweep(query, this::specification);
      default -> Answer.error(404, "nothing at " + path);
    };
  }

  /** The answer to a request that names no sweep, or one that there is not; empty otherwise. */
  Optional<Answer> refusal(Query query) {
    Optional<String> sweep = query.get("sweep");
    if (sweep.isEmpty()) {
      return Optional.of(Answer.error(400, "sweep is missing; add ?sweep=NAME"));
    }
    return view.sweep(sweep.get()).isPresent()
        ? Optional.empty()
        : Optional.of(Answer.error(404, "there is no sweep " + sweep.get()));
  }

  private Answer ofSweep(Query query, Function<String, Answer> answer) {
    return refusal(query).orElseGet(() -> answer.apply(query.get("sweep").orElseThrow()));
  }

  private static Answer health(BooleanSupplier healthy, String status) {
    boolean yes = healthy.getAsBoolean();
    return Answer.json(ViewJson.health(yes ? status : "not " + status)).withStatus(yes ? 200 : 503);
  }

  private Answer workers() {
    Instant now = Instant.now();
    return Answer.json(ViewJson.workers(now, view.workers(now)));
  }

  private Answer cells(String sweep, Query query) {
    String limit = query.get("limit").orElse(Integer.toString(DEFAULT_LIMIT));
    if (!NUMBER.matcher(limit).matches()) {
      return Answer.error(400, "limit must be a whole number below 10^9, got " + limit);
    }
    return Answer.json(ViewJson.cells(view.cells(sweep), Integer.parseInt(limit)));
  }

  /** The bytes of the results folder's {@code cells.csv}. */
  private Answer table(String sweep) {
    List<CellSummary> cells = view.cells(sweep).stream().map(CellStatus::summary).toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CellTable.write(cells, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not of a stream in memory
    }
    return Answer.download("text/csv; charset=utf-8", sweep + "-cells.csv", bytes.toByteArray());
  }

  private Answer specification(String sweep) {
    return view.specification(sweep)
        .map(
            json ->
                Answer.download(
                    "application/json", sweep + ".json", json.getBytes(StandardCharsets.UTF_8)))
        .orElseGet(() -> Answer.error(404, "there is no sweep " + sweep));
  }

  private Answer figure(Query query, String figure) {
    return query
        .get("sweep")
        .flatMap(sweep -> content.figures().svg(sweep, figure))
        .map(Answer::figure)
        .orElseGet(() -> Answer.error(404, "no figure " + figure + " (yet)"));
  }
}
