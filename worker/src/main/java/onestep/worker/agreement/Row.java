package onestep.worker.agreement;

/**
 * A line of a report.
 *
 * @param what what was compared or measured
 * @param found what came out
 * @param holds whether it is as it should be; a measurement always is
 */
public record Row(String what, String found, boolean holds) {}
