package onestep.worker.law;

/**
 * What a check found.
 *
 * @param subject what was looked at, such as a cell
 * @param observed what was measured
 * @param required what it must be
 * @param holds whether it is
 */
public record Finding(String subject, String observed, String required, boolean holds) {}
