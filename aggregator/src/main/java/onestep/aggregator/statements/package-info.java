/** What probes found of the paper's statements. */
package onestep.aggregator.statements;
