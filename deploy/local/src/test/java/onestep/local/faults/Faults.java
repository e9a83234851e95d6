package onestep.local.faults;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** How each kind of fault is brought about. */
final class Faults {

  private static final Duration DELAY = Duration.ofMillis(60);

  private Faults() {}

  /** A fault of a kind. */
  static Fault of(FaultKind kind) {
    return switch (kind) {
      case KILL_WORKER -> killed(Fleet::workers);
      case STOP_WORKER -> stopped(Fleet::workers);
      case FREEZE_WORKER -> frozen(Fleet::workers);
      case KILL_AGGREGATOR -> killed(Fleet::aggregators);
      case STOP_AGGREGATOR -> stopped(Fleet::aggregators);
      case FREEZE_AGGREGATOR -> frozen(Fleet::aggregators);
      case KILL_BROKER -> killed(Fleet::brokers);
      case STOP_BROKER -> stopped(Fleet::brokers);
      case FREEZE_BROKER -> frozen(Fleet::brokers);
      case CUT -> Faults::cut;
      case HOLD -> Faults::hold;
      case SLOW -> Faults::slow;
      case REPEAT_RESULTS -> new RepeatedResults();
      case FULL_DISK -> Faults::fullDisk;
      case PAUSE -> (scene, target) -> scene.sweep().pause();
      case RETRY -> (scene, target) -> scene.sweep().retry();
      case EXTEND -> (scene, target) -> scene.sweep().extend();
    };
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
