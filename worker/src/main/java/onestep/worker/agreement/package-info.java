/** Compares a backend with another one, and measures it: what an operator runs on a new device. */
package onestep.worker.agreement;
