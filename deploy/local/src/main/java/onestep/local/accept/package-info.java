/**
 * {@code onestep accept}: whether the numbers are right. Runs the worker's checks of law, simulates
 * the coverage of the aggregator's intervals, and measures what the paper says.
 */
package onestep.local.accept;
