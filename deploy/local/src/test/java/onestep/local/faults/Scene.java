package onestep.local.faults;

/**
 * Where faults happen.
 *
 * @param fleet the processes
 * @param sweep the sweep that they work on
 */
record Scene(Fleet fleet, SweepInHand sweep) {}
