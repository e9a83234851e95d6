package onestep.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import onestep.contract.DaemonThreads;
import onestep.contract.InvalidInputException;
import onestep.contract.MemorySize;
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
import onestep.worker.backend.cuda.CudaBackends;
import onestep.worker.backend.cuda.CudaDevice;
import onestep.worker.backend.cuda.CudaDevices;
import onestep.worker.backend.cuda.DeviceException;
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
          "Networks that the device computes at once, each in a context of its own (default: 2, so"
              + " that one is prepared while the other is computed).")
  private int gpuSlots = 2;

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
    Optional<CudaBackends> devices = devices();
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
        worker.set(startOnDevice(connection, config, devices.orElseThrow(), registry));
        return serve(worker.get());
      }
      introduce(config);
      worker.set(Worker.start(connection, config, new CellTrials(), CpuBackend::new, registry));
      devices.ifPresent(of -> startBeside(connection, config, of, registry));
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

  /**
   * The device to compute on, if any.
   *
   * @throws InvalidInputException if one is asked for and there is none
   */
  Optional<CudaBackends> devices() {
    if (backend == BackendChoice.CPU) {
      return Optional.empty();
    }
    if (gpuSlots < 1) {
      throw new InvalidInputException("--gpu-slots must be at least 1, got " + gpuSlots);
    }
    CudaDevices found = CudaDevices.find();
    Optional<CudaDevice> best = found.best();
    if (best.isEmpty() && backend == BackendChoice.CUDA) {
      throw new InvalidInputException(
          "--backend cuda needs a device that can be used: "
              + found.whyNone()
              + "; onestep devices shows what is there, --backend cpu does without");
    }
    if (best.isEmpty()) {
      say("No device beside the CPU: %s", found.whyNone());
    }
    return best.map(device -> new CudaBackends(device, gpuSlots));
  }

  /** A worker on a device, which takes the tasks that are for devices. */
  private Worker startOnDevice(
      KafkaConnection connection,
      WorkerConfig config,
      CudaBackends devices,
      MeterRegistry registry) {
    WorkerConfig own =
        config
            .withName(backend == BackendChoice.CUDA ? config.name() : config.name() + "-gpu")
            .withSlots(gpuSlots)
            .withMemoryBytes(devices.networkBytes(), 0);
    say(
        "Worker %s: backend cuda, device %s, numerics %s, %d slots, %s for networks, %s",
        own.name(),
        devices.device(),
        CellSpec.CUDA_NUMERICS,
        own.slots(),
        MemorySize.show(own.memoryBytes()),
        ProcessMeters.jvm());
    Worker worker = Worker.start(connection, own, new CellTrials(), devices, registry);
    worker.meters().observe(devices);
    return worker;
  }

  /** A worker on a device beside the CPU's, which goes on without it. */
  private void startBeside(
      KafkaConnection connection,
      WorkerConfig config,
      CudaBackends devices,
      MeterRegistry registry) {
    Worker worker;
    try {
      worker = startOnDevice(connection, config, devices, registry);
    } catch (DeviceException | OutOfMemoryError e) {
      say("No device beside the CPU: %s", e.getMessage());
      return;
    }
    Thread hook = new Thread(worker::close, "stop-gpu");
    Runtime.getRuntime().addShutdownHook(hook);
    worker
        .ended()
        .exceptionally(
            failure -> {
              log.error(
                  "device_given_up worker={} error=\"{}\" reason=\"its tasks are handed back, and the"
                      + " CPU goes on\"",
                  worker.id(),
                  failure.getMessage());
              DaemonThreads.of("give-up", worker::close).start();
              return null;
            });
  }

  /** Says what this worker is: whoever wonders why it is slow looks here first. */
  private void introduce(WorkerConfig config) {
    try (CpuBackend cpu = new CpuBackend()) {
      say(
          "Worker %s: backend cpu, %s kernels, numerics %s, %d slots, %s for networks, %s",
          config.name(),
          cpu.kernels(),
          cpu.numerics(),
          config.slots(),
          MemorySize.show(config.memoryBytes()),
          ProcessMeters.jvm());
    }
  }

  private void say(String format, Object... values) {
    command.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
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
