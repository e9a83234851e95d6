package onestep.local.faults;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What can go wrong, for how long, and how many it may befall. */
enum FaultKind {
  KILL_WORKER(2, 0, 1_000, killed(Fleet::workers)),
  STOP_WORKER(2, 0, 1_000, stopped(Fleet::workers)),
  /** Beyond the lock of its tasks and back within it. */
  FREEZE_WORKER(2, 500, 5_000, frozen(Fleet::workers)),
  KILL_AGGREGATOR(2, 0, 1_000, killed(Fleet::aggregators)),
  STOP_AGGREGATOR(2, 0, 1_000, stopped(Fleet::aggregators)),
  /** Mostly within its session and its transaction, which last 10 s. */
  FREEZE_AGGREGATOR(2, 500, 12_000, frozen(Fleet::aggregators)),
  KILL_BROKER(3, 0, 4_000, killed(Fleet::brokers)),
  STOP_BROKER(3, 0, 4_000, stopped(Fleet::brokers)),
  /** Beyond its session of 2 s and back within it. */
  FREEZE_BROKER(3, 500, 5_000, frozen(Fleet::brokers)),
  /** Connections of clients are reset, new ones too. */
  CUT(3, 0, 4_000, FaultKind::cut),
  /** Connections of clients stay and carry nothing. */
  HOLD(3, 500, 5_000, FaultKind::hold),
  SLOW(3, 1_000, 5_000, FaultKind::slow),
  REPEAT_RESULTS(1, 0, 4_000, new RepeatedResults()),
  /** Of the first aggregator, which is killed then and starts as often as it fails. */
  FULL_DISK(1, 2_000, 8_000, FaultKind::fullDisk),
  PAUSE(1, 0, 1_500, (scene, target) -> scene.sweep().pause()),
  RETRY(1, 0, 1, (scene, target) -> scene.sweep().retry()),
  EXTEND(1, 0, 1, (scene, target) -> scene.sweep().extend());

  private static final Duration DELAY = Duration.ofMillis(60);

  private final int targets;
  private final int shortest;
  private final int longest;
  private final Fault fault;

  FaultKind(int targets, int shortest, int longest, Fault fault) {
    this.targets = targets;
    this.shortest = shortest;
    this.longest = longest;
    this.fault = fault;
  }

  /** How many there are that it may befall. */
  int targets() {
    return targets;
  }

  /** A duration within its range, in milliseconds; short ones are the rule. */
  int millis(double uniform) {
    return shortest + (int) ((longest - shortest) * uniform * uniform);
  }

  Fault fault() {
    return fault;
  }

  /** Its name in the text of a schedule. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind of a name. */
  static FaultKind of(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such fault: " + text));
  }

  private static Fault killed(Function<Fleet, List<Member>> role) {
    return (scene, target) -> {
      Member member = role.apply(scene.fleet()).get(target);
      member.kill();
      return member::release;
    };
  }

  private static Fault stopped(Function<Fleet, List<Member>> role) {
    return (scene, target) -> {
      Member member = role.apply(scene.fleet()).get(target);
      member.stop();
      return member::release;
    };
  }

  private static Fault frozen(Function<Fleet, List<Member>> role) {
    return (scene, target) -> role.apply(scene.fleet()).get(target).freeze();
  }

  private static Runnable cut(Scene scene, int target) {
    Proxy proxy = scene.fleet().proxies().get(target);
    proxy.cut(true);
    return () -> proxy.cut(false);
  }

  private static Runnable hold(Scene scene, int target) {
    Proxy proxy = scene.fleet().proxies().get(target);
    proxy.hold(true);
    return () -> proxy.hold(false);
  }

  private static Runnable slow(Scene scene, int target) {
    Proxy proxy = scene.fleet().proxies().get(target);
    proxy.slow(DELAY);
    return () -> proxy.slow(Duration.ZERO);
  }

  /** Running alone, it would hardly notice: RocksDB has most of what is new in memory. */
  private static Runnable fullDisk(Scene scene, int target) throws InterruptedException {
    SmallDisk disk = scene.fleet().disk();
    Member aggregator = scene.fleet().aggregators().get(target);
    if (disk.fill()) {
      aggregator.kill();
      aggregator.release();
    }
    return disk::free;
  }
}
