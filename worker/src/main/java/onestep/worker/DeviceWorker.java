package onestep.worker;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import onestep.contract.DaemonThreads;
import onestep.contract.InvalidInputException;
import onestep.contract.MemorySize;
import onestep.contract.cell.BackendChoice;
import onestep.contract.cell.CellSpec;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.metrics.ProcessMeters;
import onestep.worker.attack.CellTrials;
import onestep.worker.backend.cuda.CudaBackends;
import onestep.worker.backend.cuda.CudaDevice;
import onestep.worker.backend.cuda.CudaDevices;
import onestep.worker.backend.cuda.DeviceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker on an NVIDIA device, alone or beside one on the CPU. */
final class DeviceWorker {

  private static final Logger log = LoggerFactory.getLogger(DeviceWorker.class);

  private final CudaBackends backends;
  private final int slots;
  private final Consumer<String> say;

  private DeviceWorker(CudaBackends backends, int slots, Consumer<String> say) {
    this.backends = backends;
    this.slots = slots;
    this.say = say;
  }

  /**
   * The best device, if one is to be looked for and can be used.
   *
   * @param slots networks that it computes at once
   * @param say tells whoever started the worker a line
   * @throws InvalidInputException if one is asked for and there is none
   */
  static Optional<DeviceWorker> find(BackendChoice choice, int slots, Consumer<String> say) {
    if (choice == BackendChoice.CPU) {
      return Optional.empty();
    }
    if (slots < 1) {
      throw new InvalidInputException("--gpu-slots must be at least 1, got " + slots);
    }
    CudaDevices found = CudaDevices.find();
    Optional<CudaDevice> best = found.best();
    if (best.isEmpty() && choice == BackendChoice.CUDA) {
      throw new InvalidInputException(
          "--backend cuda needs a device that can be used: "
              + found.whyNone()
              + "; onestep devices shows what is there, --backend cpu does without");
    }
    if (best.isEmpty()) {
      say.accept("No device beside the CPU: " + found.whyNone());
    }
    return best.map(device -> new DeviceWorker(new CudaBackends(device, slots), slots, say));
  }

  /**
   * Starts a worker that takes the tasks that are for devices.
   *
   * @param config its name and limits; slots and memory are the device's
   */
  Worker start(KafkaConnection connection, WorkerConfig config, MeterRegistry registry) {
    WorkerConfig own =
        config
            .withSlots(slots)
            .withMostTasks(
                config.mostTasks()) // many slots do not need many tasks of small networks
            .withMemoryBytes(backends.networkBytes(), 0);
    say.accept(
        String.format(
            Locale.ROOT,
            "Worker %s: backend cuda, device %s, numerics %s, %d slots, %s for networks, %s",
            own.name(),
            backends.device(),
            CellSpec.CUDA_NUMERICS,
            own.slots(),
            MemorySize.show(own.memoryBytes()),
            ProcessMeters.jvm()));
    Worker worker = Worker.start(connection, own, new CellTrials(), backends, registry);
    worker.meters().observe(backends);
    return worker;
  }

  /** Starts one beside the CPU's, which goes on without it. */
  void startBeside(KafkaConnection connection, WorkerConfig cpu, MeterRegistry registry) {
    Worker worker;
    try {
      worker = start(connection, cpu.withName(cpu.name() + "-gpu"), registry);
    } catch (DeviceException | OutOfMemoryError e) {
      say.accept("No device beside the CPU: " + e.getMessage());
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "stop-gpu"));
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
}
