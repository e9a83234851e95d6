package onestep.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import onestep.aggregator.view.StatisticsView;
import onestep.bench.PipelineTime;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.kafka.Topics;
import onestep.producer.kafka.SubmitResult;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import onestep.worker.WorkerConfig;

/** A pipeline as {@code onestep run} starts it, in a directory that is gone afterwards. */
final class MeasuredPipeline implements PipelineTime {

  private static final long LOOK_MILLIS = 20;

  @Override
  public Run run(CellSpec cell, int networks, int slots) {
    return Scratch.measure((directory, data) -> run(directory, data, cell, networks, slots));
  }

  private static Run run(Path directory, DataDirectory data, CellSpec cell, int networks, int slots)
      throws IOException, InterruptedException {
    LocalPipeline.Config config =
        new LocalPipeline.Config(
            data,
            0,
            Map.of(),
            Topics.Settings.ONE_MACHINE,
            0,
            WorkerConfig.defaults().withSlots(slots).withTimeLimit(WorkerConfig.NO_TIME_LIMIT));
    try (LocalPipeline pipeline = LocalPipeline.start(config)) {
      // As many networks of another seed first: what is measured is warm.
      complete(pipeline, sweep(directory, "warm-up", cell, networks, 2));
      Sweep measured = sweep(directory, "measured", cell, networks, 1);
      Duration busy = pipeline.worker().busy();
      long begun = System.nanoTime();
      complete(pipeline, measured);
      return new Run(
          (System.nanoTime() - begun) / 1e9, pipeline.worker().busy().minus(busy).toNanos() / 1e9);
    }
  }

  private static void complete(LocalPipeline pipeline, Sweep sweep) throws InterruptedException {
    CompletableFuture<SubmitResult> submitted = pipeline.submit(sweep, TaskCutter.DEFAULT);
    StatisticsView view = pipeline.aggregator().view();
    RunProgress progress = new RunProgress(sweep, 1, () -> view.cells(sweep.name()));
    while (!(submitted.isDone() && progress.look(System.nanoTime()).settled())) {
      pipeline.checkAlive();
      Thread.sleep(LOOK_MILLIS);
    }
    submitted.join();
  }

  private static Sweep sweep(Path directory, String name, CellSpec cell, int networks, int seed)
      throws IOException {
    ModelSpec model = cell.model();
    Path file = directory.resolve(name + ".yaml");
    Files.writeString(
        file,
        String.format(
            Locale.ROOT,
            """
            name: %s
            seed: %d
            activation: %s
            gain: %s
            dimension: %d
            sampler: %s
            attack: {%s}
            cells:
              - {depth: %d, width: %d, networks: %d, points: %d}
            """,
            name,
            seed,
            model.activation().label(),
            model.gain(),
            model.dimension(),
            model.sampler().label(),
            flow(cell.attack()),
            model.depth(),
            model.fanOut(1),
            networks,
            cell.points()));
    return SweepFiles.load(file.toString(), Limits.DEFAULT);
  }

  private static String flow(AttackSpec attack) {
    return attack.canonical().entrySet().stream()
        .map(
            entry ->
                (entry.getKey().equals("attack") ? "name" : entry.getKey())
                    + ": "
                    + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
