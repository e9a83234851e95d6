package onestep.worker;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import onestep.contract.InvalidInputException;
import onestep.contract.MemorySize;
import onestep.contract.cell.BackendChoice;
import onestep.contract.cell.CellSpec;
import onestep.contract.cli.ClusterOptions;
import onestep.contract.cli.Termination;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Refusals;
import onestep.contract.kafka.Role;
import onestep.contract.kafka.Topics;
import onestep.contract.metrics.ProcessMeters;
import onestep.worker.attack.CellTrials;
import onestep.worker.backend.cpu.CpuBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a worker until it is told to stop. */
@Command(
    name = "worker",
    description = "Runs a worker against a Kafka cluster until it is told to stop.",
    mixinStandardHelpOptions = true,
    footer = {"", "  onestep worker --bootstrap-servers kafka:9092 --slots 8"})
public final class WorkerCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(WorkerCommand.class);
  private static final int FAILURE = 1;

  /** Networks on a device at once: few launches for each, and not many threads of the host. */
  static final int GPU_SLOTS = 32;

  @Spec private CommandSpec command;

  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--backend",
      paramLabel = "BACKEND",
      description =
          "What computes: cpu, cuda (an NVIDIA device; without one that can be used the worker does"
              + " not start) or auto, which is cpu with a device beside it where one can be used"
              + " (default: auto). A device takes the tasks of sweeps planned for it, the CPU the"
              + " others.")
  private BackendChoice backend = BackendChoice.AUTO;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Networks that the CPU computes at once (default: all cores).")
  private Integer slots;

  @Option(
      names = "--gpu-slots",
      paramLabel = "N",
      description =
          "Networks that the device computes at once: what several of them wait for goes to the"
              + " device together (default: 32).")
  private int gpuSlots = GPU_SLOTS;

  @Option(
      names = "--tasks",
      paramLabel = "N",
      description =
          "Tasks of each queue held at once, at most (default: one more than slots). A"
              + " worker that dies has used up a delivery of each.")
  private Integer tasks;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description =
          "Memory that networks in flight may use together, such as 4G (default: 60 %% of the JVM's"
              + " heap).")
  private String memory;

  @Option(
      names = "--task-memory",
      paramLabel = "SIZE",
      description =
          "Memory that the fleet's planner lets one network need; a worker with less does not start"
              + " (default: 4G, or --memory if that is less).")
  private String taskMemory;

  @Option(
      names = "--task-lock",
      paramLabel = "DURATION",
      description =
          "How long any worker of the group may hold a task without renewing it, in ISO 8601"
              + " (default: as it is set; PT30S where nobody has).")
  private Duration taskLock;

  @Option(
      names = "--time-limit",
      paramLabel = "DURATION",
      description =
          "How long one network may take, in ISO 8601; a task with one that takes longer ends as a"
              + " dead letter (default: PT1H).")
  private Duration timeLimit;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      description =
          "How long to wait for tasks to finish when told to stop, in ISO 8601 (default: PT20S).")
  private Duration grace;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Id of the worker, unlike any other's (default: made of host, process and start time).")
  private String name;

  @Option(
      names = "--metrics-address",
      paramLabel = "[HOST:]PORT",
      description =
          "Where to serve metrics to Prometheus, and the probes /health/live and /health/ready; a"
              + " port alone is served to this machine only (default: nowhere).")
  private String metricsAddress;

  @Override
  public Integer call() throws InterruptedException {
    Termination.isSuccess();
    WorkerConfig config = config();
    Optional<DeviceWorker> device = DeviceWorker.find(backend, gpuSlots, this::say);
    KafkaConnection connection = cluster.connect(Role.WORKER);
    Topics.Settings topics = Topics.Settings.CLUSTER;
    Topics.ensure(
        connection, new Topics.Settings(topics.partitions(), topics.replication(), taskLock));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ProcessMeters process =
        new ProcessMeters(registry, ProcessMeters.version(Worker.class), CellSpec.CPU_NUMERICS);
    AtomicReference<Worker> worker = new AtomicReference<>();
    try (MetricsServer metrics =
        metricsAddress == null
            ? null
            : new MetricsServer(metricsAddress, registry, health(worker::get))) {
      if (metrics != null) {
        log.info("metrics_served address={}", metrics.address());
      }
      if (backend == BackendChoice.CUDA) {
        worker.set(device.orElseThrow().start(connection, config, registry));
        return serve(worker.get());
      }
      introduce(config);
      worker.set(Worker.start(connection, config, new CellTrials(), CpuBackend::new, registry));
      device.ifPresent(of -> of.startBeside(connection, config, registry));
      return serve(worker.get());
    } finally {
      process.close();
    }
  }

  /** The health of a worker that may not be there yet. */
  private static Health health(Supplier<Worker> worker) {
    return new Health(
        () -> worker.get() == null || worker.get().isAlive(),
        () -> worker.get() != null && worker.get().isReady());
  }

  /** Says what this worker is: whoever wonders why it is slow looks here first. */
  private void introduce(WorkerConfig config) {
    try (CpuBackend cpu = new CpuBackend()) {
      say(
          String.format(
              Locale.ROOT,
              "Worker %s: backend cpu, %s kernels, numerics %s, %d slots, %s for networks, %s",
              config.name(),
              cpu.kernels(),
              cpu.numerics(),
              config.slots(),
              MemorySize.show(config.memoryBytes()),
              ProcessMeters.jvm()));
    }
  }

  private void say(String line) {
    command.commandLine().getOut().println(line);
    command.commandLine().getOut().flush();
  }

  private int serve(Worker worker) throws InterruptedException {
    Thread hook = new Thread(worker::close, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      worker.ended().get();
      return 0;
    } catch (ExecutionException e) {
      Optional<InvalidInputException> refused = Refusals.explain(e, command.name());
      if (refused.isPresent()) {
        worker.close();
        throw refused.get();
      }
      log.error("worker_failed worker={} error={}", worker.id(), e.getCause().toString());
      log.debug("worker_failed_at", e.getCause());
      return FAILURE; // the hook releases what is held
    }
  }

  /**
   * The configuration.
   *
   * @throws InvalidInputException if an option is out of range
   */
  WorkerConfig config() {
    WorkerConfig config = WorkerConfig.defaults();
    if (name != null) {
      config = config.withName(name);
    }
    if (slots != null) {
      config = config.withSlots(slots);
    }
    if (tasks != null) {
      config = config.withMostTasks(tasks);
    }
    if (timeLimit != null) {
      config = config.withTimeLimit(timeLimit);
    }
    if (grace != null) {
      config = config.withGrace(grace);
    }
    long bytes = memory == null ? config.memoryBytes() : MemorySize.parse("--memory", memory);
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw new InvalidInputException(
          "--memory must fit the JVM's heap of "
              + MemorySize.show(heap)
              + ", got "
              + MemorySize.show(bytes)
              + "; start Java with a larger -Xmx");
    }
    long expected = taskMemory == null ? 0 : MemorySize.parse("--task-memory", taskMemory);
    return config.withMemoryBytes(bytes, expected);
  }
}
