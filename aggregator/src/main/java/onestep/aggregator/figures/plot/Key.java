package onestep.aggregator.figures.plot;

/**
 * What a curve stands for: an entry of the legend.
 *
 * @param label what the legend says
 * @param look what all its curves look like
 */
public record Key(String label, Look look) {}
