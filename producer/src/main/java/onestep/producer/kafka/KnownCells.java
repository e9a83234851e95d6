package onestep.producer.kafka;

import java.util.Set;
import java.util.function.Function;
import onestep.contract.cell.NetworkSet;

/**
 * What the statistics tell of cells.
 *
 * @param seen from a cell id to the networks whose rows are in, under whatever sweep
 * @param stopped ids of the cells in which the stop rule of one sweep has decided
 */
record KnownCells(Function<String, NetworkSet> seen, Set<String> stopped) {}
