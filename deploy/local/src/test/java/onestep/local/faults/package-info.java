/**
 * Schedules of faults on a cluster of processes, which must not change a byte of the statistics.
 */
package onestep.local.faults;
