/**
 * The worker's side of Kafka: the share-group loop, what becomes of a task, results, dead letters,
 * the wanted state of sweeps, heartbeats.
 */
package onestep.worker.kafka;
