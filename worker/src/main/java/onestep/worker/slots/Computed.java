package onestep.worker.slots;

import java.time.Duration;
import java.util.List;
import onestep.worker.attack.NetworkTrials;

/**
 * A finished range of networks.
 *
 * @param networks the trials of each network, in order of networks
 * @param elapsed wall time from the start of the first network to the end of the last
 */
public record Computed(List<NetworkTrials> networks, Duration elapsed) {}
