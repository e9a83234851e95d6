/** The figures of a sweep: from cell summaries to panels. Knows nothing of Kafka and of files. */
package onestep.aggregator.figures;
