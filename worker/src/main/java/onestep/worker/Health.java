package onestep.worker;

import java.util.function.BooleanSupplier;

/**
 * What a worker tells whoever asks whether to keep it and whether it works.
 *
 * @param live false when only a restart can help
 * @param ready whether tasks come
 */
record Health(BooleanSupplier live, BooleanSupplier ready) {}
