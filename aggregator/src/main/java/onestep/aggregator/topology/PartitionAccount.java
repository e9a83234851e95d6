package onestep.aggregator.topology;

/**
 * The whole account of an epoch of a sweep in one partition: absolute, so that a newer one replaces
 * it.
 *
 * @param epoch epoch of the sweep
 * @param partition partition of the cells
 * @param account the account
 */
record PartitionAccount(int epoch, int partition, SweepAccount account) {}
