package onestep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TaskLoopsTest {

  private static final int MOST = 5;

  private int waiting;
  private final ConcurrentSkipListMap<Integer, FakeLoop> made = new ConcurrentSkipListMap<>();
  private final TaskLoops loops = new TaskLoops("bulk", MOST, this::make, () -> waiting);

  @AfterEach
  void endLoops() {
    made.values().forEach(FakeLoop::end);
  }

  @Test
  void shouldHaveTwoWhateverTheyDo() {
    loops.start();
    waiting = 4;

    look(5);

    assertThat(made.keySet()).containsExactly(0, 1);
  }

  @Test
  void shouldStartMoreWhileSlotsWaitAlthoughEveryLoopHoldsATask() {
    loops.start();
    hold(0, 1);
    waiting = 2;

    look(2);

    assertThat(made.keySet()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void shouldNotStartMoreForAMomentBetweenTwoTasks() {
    loops.start();
    hold(0, 1);
    for (int moment : List.of(2, 0, 1, 0)) {
      waiting = moment;
      look(1);
    }

    assertThat(made.keySet()).containsExactly(0, 1);
  }

  @Test
  void shouldNotStartMoreBeforeTheLastOnesHoldATask() {
    loops.start();
    hold(0, 1);
    waiting = 1;
    look(5);

    assertThat(made.keySet()).containsExactly(0, 1, 2);

    hold(2);
    look(2);
    assertThat(made.keySet()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void shouldNotHaveMoreThanTheMost() {
    loops.start();
    waiting = 100;
    for (int round = 0; round < 5; round++) {
      made.values().forEach(loop -> loop.holding = true);
      look(2);
    }

    assertThat(made).hasSize(MOST);
  }

  @Test
  void shouldGiveTheNumberOfALoopThatEndedToTheNextOne() throws InterruptedException {
    loops.start();
    hold(0, 1);
    waiting = 2;
    look(2);
    hold(3);
    FakeLoop ended = made.get(2);
    ended.end();
    while (loops.size() > 3) {
      Thread.sleep(1);
      waiting = 0;
      look(1);
    }
    waiting = 1;

    look(2);

    assertThat(made.get(2)).isNotSameAs(ended);
    assertThat(made).hasSize(4);
  }

  @Test
  void shouldHaveOneWhereNoMoreAreAllowed() {
    TaskLoops single = new TaskLoops("bulk", 1, this::make, () -> 1);

    single.start();

    assertThat(made.keySet()).containsExactly(0);
  }

  @Test
  void shouldWaitForAllToEnd() throws InterruptedException {
    loops.start();
    made.get(0).end();
    assertThat(loops.join(System.nanoTime() + 1_000_000)).isFalse();

    made.get(1).end();
    assertThat(loops.join(System.nanoTime() + 10_000_000_000L)).isTrue();
  }

  @Test
  void shouldServeWhenOneOfThemIsInTheGroup() {
    loops.start();
    boolean before = loops.isServing();

    made.get(1).member = true;

    assertThat(before).isFalse();
    assertThat(loops.isServing()).isTrue();
  }

  @Test
  void shouldBeAsOverdueAsTheWorstOfThemThatRuns() throws InterruptedException {
    loops.start();
    made.get(0).overdue = Duration.ofSeconds(3);
    made.get(1).overdue = Duration.ofSeconds(90);
    Duration before = loops.overdue();

    made.get(1).end();
    loops.join(System.nanoTime() + 100_000_000);

    assertThat(before).isEqualTo(Duration.ofSeconds(90));
    assertThat(loops.overdue()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void shouldNotBeOverdueBeforeTheyAreStarted() {
    assertThat(loops.overdue()).isZero();
    assertThat(loops.isServing()).isFalse();
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      loops.look();
    }
  }

  private void hold(int... numbers) {
    for (int number : numbers) {
      made.get(number).holding = true;
    }
  }

  private FakeLoop make(int number) {
    FakeLoop loop = new FakeLoop();
    made.put(number, loop);
    return loop;
  }

  private static final class FakeLoop implements TaskLoops.Loop {

    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean holding;
    private volatile boolean member;
    private volatile Duration overdue = Duration.ZERO;

    void end() {
      end.countDown();
    }

    @Override
    public boolean isHolding() {
      return holding;
    }

    @Override
    public boolean isMember() {
      return member;
    }

    @Override
    public Duration overdue() {
      return overdue;
    }

    @Override
    public void run() {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
