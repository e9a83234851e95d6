package onestep.aggregator.topology;

/**
 * The whole account of a sweep in one partition: absolute, so that a newer one replaces it.
 *
 * @param partition partition of the cells
 * @param account the account
 */
record PartitionAccount(int partition, SweepAccount account) {}
