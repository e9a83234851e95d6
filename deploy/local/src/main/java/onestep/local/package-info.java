/** Onestep on one machine: an embedded broker and every service in one process. */
package onestep.local;
