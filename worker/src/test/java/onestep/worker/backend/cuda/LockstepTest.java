package onestep.worker.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LockstepTest {

  private static final Duration NEVER = Duration.ofDays(1);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<List<String>> rounds = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Has members take part in the same round once, after which they know of one another. */
  private void gather(Lockstep<String> lockstep, CountDownLatch first, String... members)
      throws Exception {
    List<Future<?>> arrivals = new ArrayList<>();
    arrivals.add(threads.submit(() -> lockstep.arrive("first")));
    await().until(() -> rounds.size() == 1); // it plays alone, until the latch opens
    for (String member : members) {
      arrivals.add(arriving(lockstep, member, arrivals.size()));
    }
    first.countDown();
    arrivals.get(0).get();
    lockstep.leave("first");
    for (Future<?> arrival : arrivals) {
      arrival.get();
    }
    assertThat(rounds).containsExactly(List.of("first"), List.of(members));
    rounds.clear();
  }

  /** A member that has arrived on a thread of its own, as the n-th of those that wait. */
  private Future<?> arriving(Lockstep<String> lockstep, String member, int n) {
    Future<?> arrival = threads.submit(() -> lockstep.arrive(member));
    await().until(() -> lockstep.waiting() == n);
    return arrival;
  }

  private void record(List<String> members, CountDownLatch first) {
    rounds.add(members);
    try {
      first.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldServeMembersTogetherOnceAllHaveAsked() throws Exception {
    // Given
    CountDownLatch first = new CountDownLatch(1);
    Lockstep<String> lockstep = new Lockstep<>(members -> record(members, first), NEVER, NEVER);
    gather(lockstep, first, "a", "b", "c");

    // When
    Future<?> a = arriving(lockstep, "a", 1);
    Future<?> b = arriving(lockstep, "b", 2);
    assertThat(rounds).isEmpty();
    lockstep.arrive("c");

    // Then
    a.get();
    b.get();
    assertThat(rounds).containsExactly(List.of("a", "b", "c"));
  }

  @Test
  void shouldGoOnWithoutAMemberThatDoesNotCome() throws Exception {
    // Given
    CountDownLatch first = new CountDownLatch(1);
    Lockstep<String> lockstep =
        new Lockstep<>(members -> record(members, first), Duration.ofMillis(20), NEVER);
    gather(lockstep, first, "a", "b");

    // When
    lockstep.arrive("a");

    // Then
    assertThat(rounds).containsExactly(List.of("a"));
  }

  @Test
  void shouldWaitForAMemberThatComesAgain() throws Exception {
    // Given
    CountDownLatch first = new CountDownLatch(1);
    Lockstep<String> lockstep = new Lockstep<>(members -> record(members, first), NEVER, NEVER);
    gather(lockstep, first, "a", "b");
    lockstep.leave("b");
    lockstep.arrive("a");

    // When
    Future<?> b = arriving(lockstep, "b", 1);
    lockstep.arrive("a");

    // Then
    b.get();
    assertThat(rounds).containsExactly(List.of("a"), List.of("b", "a"));
  }

  /** A driver that does not return: those that wait behind it must not hang as well. */
  @Test
  void shouldGiveUpARoundThatDoesNotEnd() throws Exception {
    // Given
    CountDownLatch never = new CountDownLatch(1);
    Lockstep<String> lockstep =
        new Lockstep<>(members -> record(members, never), NEVER, Duration.ofMillis(50));
    Future<?> hanging = threads.submit(() -> lockstep.arrive("a"));
    await().until(() -> !rounds.isEmpty());

    // When
    assertThatThrownBy(() -> lockstep.arrive("b"))

        // Then
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("has not answered");
    assertThat(lockstep.waiting()).isZero();
    never.countDown();
    hanging.get();
  }

  @Test
  void shouldNotWaitForAMemberThatHasLeft() throws Exception {
    // Given
    CountDownLatch first = new CountDownLatch(1);
    Lockstep<String> lockstep = new Lockstep<>(members -> record(members, first), NEVER, NEVER);
    gather(lockstep, first, "a", "b");
    Future<?> a = arriving(lockstep, "a", 1);

    // When
    lockstep.leave("b");

    // Then
    a.get();
    assertThat(rounds).containsExactly(List.of("a"));
  }

  @Test
  void shouldTellAllOfARoundWhyItFailedAndGoOn() throws Exception {
    // Given
    CountDownLatch first = new CountDownLatch(1);
    List<DeviceException> failures = new ArrayList<>();
    Lockstep<String> lockstep =
        new Lockstep<>(
            members -> {
              record(members, first);
              if (!failures.isEmpty()) {
                throw failures.remove(0);
              }
            },
            NEVER,
            NEVER);
    gather(lockstep, first, "a", "b");
    failures.add(new DeviceException("it burns"));

    // When
    Future<?> a = arriving(lockstep, "a", 1);

    // Then
    assertThatThrownBy(() -> lockstep.arrive("b"))
        .isInstanceOf(DeviceException.class)
        .hasMessage("it burns");
    assertThatThrownBy(a::get).hasMessageContaining("it burns");

    // When
    lockstep.leave("b");
    lockstep.arrive("a");

    // Then
    assertThat(rounds).containsExactly(List.of("a", "b"), List.of("a"));
  }

  /** A network that takes too long is interrupted; its backend ends at its next allocation. */
  @Test
  void shouldServeAnInterruptedMemberAndKeepTheInterrupt() {
    // Given
    Lockstep<String> lockstep = new Lockstep<>(rounds::add, NEVER, NEVER);
    Thread.currentThread().interrupt();

    // When
    lockstep.arrive("a");

    // Then
    assertThat(Thread.interrupted()).isTrue();
    assertThat(rounds).containsExactly(List.of("a"));
  }

  @Test
  void shouldKeepAnInterruptThatComesWhileAMemberWaits() throws Exception {
    // Given
    CountDownLatch first = new CountDownLatch(1);
    Lockstep<String> lockstep = new Lockstep<>(members -> record(members, first), NEVER, NEVER);
    gather(lockstep, first, "a", "b");
    AtomicBoolean kept = new AtomicBoolean();
    Thread a =
        new Thread(
            () -> {
              lockstep.arrive("a");
              kept.set(Thread.interrupted());
            });
    a.start();
    await().until(() -> lockstep.waiting() == 1);
    await().until(() -> a.getState() == Thread.State.TIMED_WAITING);

    // When
    a.interrupt();
    await().until(() -> !a.isInterrupted()); // it has noticed
    lockstep.arrive("b");

    // Then
    a.join();
    assertThat(kept).isTrue();
    assertThat(rounds).containsExactly(List.of("a", "b"));
  }
}
