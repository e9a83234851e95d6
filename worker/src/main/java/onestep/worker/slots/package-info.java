/** The threads that compute, and the memory they share. Knows nothing of where tasks come from. */
package onestep.worker.slots;
