package onestep.aggregator.web;

import java.util.function.BooleanSupplier;

/**
 * What an aggregator tells whoever asks whether it works.
 *
 * @param running whether it counts results now
 * @param live false when only a restart can help
 * @param ready whether it has its partitions and shows everything there is
 */
public record Health(BooleanSupplier running, BooleanSupplier live, BooleanSupplier ready) {}
