/** Counter-based random streams: every number is a pure function of its stream and index. */
package onestep.worker.random;
