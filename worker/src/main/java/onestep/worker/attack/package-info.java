/** Attacks on networks at points, and the trials that measure them. */
package onestep.worker.attack;
