package onestep.aggregator.figures.plot;

/**
 * An axis of a panel.
 *
 * @param label what it shows
 * @param scale where numbers lie
 */
public record Axis(String label, Scale scale) {}
