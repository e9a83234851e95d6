package onestep.worker.kafka;

import java.time.Instant;

/**
 * What a worker is.
 *
 * @param id its name in results, dead letters and heartbeats; unlike any other's
 * @param backend such as cpu
 * @param numerics numerics profile of its backends
 * @param slots networks computed at once
 * @param memoryBytes memory that the networks in flight may use together
 */
public record WorkerIdentity(
    String id,
    String host,
    long processId,
    String version,
    String backend,
    String numerics,
    String jvm,
    int slots,
    long memoryBytes,
    Instant startedAt) {}
