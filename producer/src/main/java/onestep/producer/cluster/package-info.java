/** Gets a cluster ready: what the pipeline needs there, and who may do what. */
package onestep.producer.cluster;
