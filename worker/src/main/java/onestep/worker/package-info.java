/** The worker as a program: its configuration, its command, its wiring. */
package onestep.worker;
