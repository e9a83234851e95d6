package onestep.local.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/** What goes wrong in a schedule, and how often: each schedule has some kinds and not others. */
enum Trouble {
  LOCK_EXPIRES(3),
  WORKER_DIES(3),
  WORKER_STOPS(1),
  SEND_FAILS(2),
  RECORD_IS_DOUBLED(2),
  AGGREGATOR_CRASHES(2),
  RESULTS_ARE_READ_AGAIN(2),
  SWEEP_IS_STOPPED(2),
  SWEEP_IS_REOPENED(2),
  COMMAND_IS_KILLED(0),
  NETWORK_FAILS(0),
  NETWORK_HICCUPS(0),
  NETWORK_KILLS(0);

  private final int weight;

  /** A trouble; one of weight 0 comes with what it befalls. */
  Trouble(int weight) {
    this.weight = weight;
  }

  /** Some kinds, by weight. */
  static Map<Trouble, Integer> some(Random random) {
    Map<Trouble, Integer> some = new EnumMap<>(Trouble.class);
    for (Trouble trouble : values()) {
      if (random.nextBoolean()) {
        some.put(trouble, trouble.weight);
      }
    }
    return some;
  }
}
