package onestep.worker.kafka;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import onestep.contract.record.Sweep;
import onestep.contract.record.SweepState;

/** The wanted state of every sweep, as far as it is known. Safe for use by several threads. */
final class SweepStates {

  private final Map<String, Standing> standings = new ConcurrentHashMap<>();

  private final Consumer<String> onGone;

  /**
   * No sweep is known yet.
   *
   * @param onGone told the names of sweeps that are gone
   */
  SweepStates(Consumer<String> onGone) {
    this.onGone = onGone;
  }

  private record Standing(int epoch, SweepState state) {}

  /** Takes in the latest record of a sweep; null means that it is gone. */
  void update(String name, Sweep sweep) {
    if (sweep == null || sweep.getState() == SweepState.PURGED) {
      onGone.accept(name);
    }
    if (sweep == null) {
      standings.remove(name);
    } else {
      standings.put(name, new Standing(sweep.getEpoch(), sweep.getState()));
    }
  }

  /**
   * Whether a task of this epoch is still wanted. A sweep or an epoch that is not known yet is: the
   * task may be ahead of the news.
   */
  boolean wants(String sweep, int epoch) {
    Standing current = standings.get(sweep);
    return current == null
        || epoch > current.epoch
        || (epoch == current.epoch && current.state == SweepState.RUNNING);
  }
}
