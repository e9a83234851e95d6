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
      arrivals.add(threads.submit(() -> lockstep.arrive(member)));
      await().until(() -> lockstep.waiting() == arrivals.size() - 1);
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
    Lockstep<String> lockstep = new Lockstep<>(members -> record(members, first), NEVER);
    gather(lockstep, first, "a", "b", "c");

    // When
    Future<?> a = threads.submit(() -> lockstep.arrive("a"));
    await().until(() -> lockstep.waiting() == 1);
    Future<?> b = threads.submit(() -> lockstep.arrive("b"));
    await().until(() -> lockstep.waiting() == 2);
    assertThat(rounds).isEmpty();
    lockstep.arrive("c");

    // Then
    a.get();
    b.get();
    assertThat(rounds).containsExactly(List.of("a", "b", "c"));
  }

  @Test
  void shouldGoOnWithoutAMemberThatDoesNotComeAndWaitForItAgainOnceItHas() throws Exception {
    // Given
    CountDownLatch first = new CountDownLatch(1);
    Lockstep<String> lockstep =
        new Lockstep<>(members -> record(members, first), Duration.ofMillis(20));
    gather(lockstep, first, "a", "b");

    // When
    lockstep.arrive("a"); // b does not come: after a while it is away
    lockstep.arrive("a");

    // Then
    assertThat(rounds).containsExactly(List.of("a"), List.of("a"));

    // When
    lockstep.arrive("b"); // as is a now
    lockstep.arrive("b");

    // Then
    assertThat(rounds.subList(2, 4)).containsExactly(List.of("b"), List.of("b"));
  }

  @Test
  void shouldNotWaitForAMemberThatHasLeft() throws Exception {
    // Given
    CountDownLatch first = new CountDownLatch(1);
    Lockstep<String> lockstep = new Lockstep<>(members -> record(members, first), NEVER);
    gather(lockstep, first, "a", "b");
    Future<?> a = threads.submit(() -> lockstep.arrive("a"));
    await().until(() -> lockstep.waiting() == 1);

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
            NEVER);
    gather(lockstep, first, "a", "b");
    failures.add(new DeviceException("it burns"));

    // When
    Future<?> a = threads.submit(() -> lockstep.arrive("a"));
    await().until(() -> lockstep.waiting() == 1);

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
    Lockstep<String> lockstep = new Lockstep<>(rounds::add, NEVER);
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
    Lockstep<String> lockstep = new Lockstep<>(members -> record(members, first), NEVER);
    gather(lockstep, first, "a", "b");
    Future<Boolean> a =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              lockstep.arrive("a");
              return Thread.interrupted();
            });
    await().until(() -> lockstep.waiting() == 1);

    // When
    lockstep.arrive("b");

    // Then
    assertThat(a.get()).isTrue();
    assertThat(rounds).containsExactly(List.of("a", "b"));
  }
}
