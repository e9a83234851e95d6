/** The paper's figures, drawn from cell summaries. Knows nothing of Kafka and of files. */
package onestep.aggregator.figures;
