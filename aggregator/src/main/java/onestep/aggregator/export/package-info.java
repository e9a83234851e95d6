/** The files and the terminal table of a finished or running sweep. Knows nothing of Kafka. */
package onestep.aggregator.export;
