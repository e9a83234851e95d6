/** A cluster in miniature: a broker, an aggregator and workers, each in a process of its own. */
package onestep.local.up;
