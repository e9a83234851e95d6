/**
 * What metrics are called and how they are registered, alike in every service: each is declared
 * once, as a {@link onestep.contract.metrics.Metric}, which registers it and stands in the
 * dictionary.
 */
package onestep.contract.metrics;
