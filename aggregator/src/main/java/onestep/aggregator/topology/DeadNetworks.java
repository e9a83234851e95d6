package onestep.aggregator.topology;

import onestep.contract.cell.NetworkSet;

/**
 * Networks of a cell that a sweep has given up, in one of its epochs: the next one tries them
 * again.
 */
record DeadNetworks(int epoch, NetworkSet networks) {}
