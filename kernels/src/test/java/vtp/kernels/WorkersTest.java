package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("any-width")
@Timeout(60)
class WorkersTest {

    @Test
    void everyItemOnce() {
        for (int threads : new int[] {1, 2, 5}) {
            try (Workers workers = new Workers(threads)) {
                assertThat(workers.threads()).isEqualTo(threads);
                for (int items : new int[] {0, 1, 2, 3, 100}) {
                    assertEachOnce(workers, items);
                }
            }
        }
    }

    private static void assertEachOnce(Workers workers, int items) {
        AtomicIntegerArray calls = new AtomicIntegerArray(items);
        workers.run(items, calls::incrementAndGet);
        for (int i = 0; i < items; i++) {
            assertThat(calls.get(i)).as("calls of item %d of %d", i, items).isEqualTo(1);
        }
    }

    /** Two items that wait for each other end only if two threads work on them. */
    @Test
    void itemsRunAtTheSameTime() {
        try (Workers workers = new Workers(2)) {
            for (int i = 0; i < 50; i++) {
                CountDownLatch both = new CountDownLatch(2);
                workers.run(2, item -> {
                    both.countDown();
                    await(both);
                });
                assertThat(both.getCount()).isZero();
            }
        }
    }

    @Test
    void wakesAfterARest() throws InterruptedException {
        try (Workers workers = new Workers(2)) {
            for (int i = 0; i < 5; i++) {
                Thread.sleep(5);
                CountDownLatch both = new CountDownLatch(2);
                workers.run(2, item -> {
                    both.countDown();
                    await(both);
                });
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aJobWithinAJobIsDoneByItsCaller() {
        try (Workers workers = new Workers(3)) {
            AtomicInteger calls = new AtomicInteger();
            workers.run(10, outer -> workers.run(10, inner -> calls.incrementAndGet()));
            assertThat(calls.get()).isEqualTo(100);
        }
    }

    /** Neither before nor while it waits for a helper does an interrupt end a job early, nor is it forgotten. */
    @Test
    void anInterruptedCallerEndsItsJob() throws InterruptedException {
        try (Workers workers = new Workers(2)) {
            for (boolean before : new boolean[] {true, false}) {
                AtomicInteger calls = new AtomicInteger();
                AtomicReference<Boolean> interrupted = new AtomicReference<>();
                CountDownLatch inside = new CountDownLatch(2);
                CountDownLatch go = new CountDownLatch(1);
                Thread caller = Thread.ofPlatform().unstarted(() -> {
                    if (before) {
                        Thread.currentThread().interrupt();
                    }
                    workers.run(2, item -> {
                        inside.countDown();
                        while (inside.getCount() > 0) {
                            Thread.onSpinWait(); // so that the other item is the other thread's
                        }
                        if (Thread.currentThread().getName().startsWith("vtp-worker")) {
                            await(go); // the caller waits for this item
                        }
                        calls.incrementAndGet();
                    });
                    interrupted.set(Thread.currentThread().isInterrupted());
                });
                caller.start();
                await(inside);
                caller.interrupt();
                caller.join(20);
                go.countDown();
                caller.join();
                assertThat(calls.get()).isEqualTo(2);
                assertThat(interrupted.get()).isTrue();
                assertEachOnce(workers, 10);
            }
        }
    }

    /**
     * An interrupted helper goes back to sleep. One that spun for ever would keep this test from its end.
     */
    @Test
    void anInterruptedHelperSleepsAgain() throws InterruptedException {
        try (Workers workers = new Workers(2)) {
            Thread[] all = new Thread[Thread.activeCount() + 10];
            Thread.enumerate(all);
            Thread helper = Arrays.stream(all)
                    .filter(thread -> thread != null
                            && thread.isAlive()
                            && thread.getName().equals("vtp-worker-1"))
                    .reduce((first, second) -> second)
                    .orElseThrow();
            helper.interrupt();
            while (helper.isInterrupted() || helper.getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
            assertEachOnce(workers, 10);
        }
    }

    @Test
    void manyCallersAtOnce() throws InterruptedException {
        try (Workers workers = new Workers(2)) {
            AtomicInteger calls = new AtomicInteger();
            List<Thread> callers = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                callers.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 500; i++) {
                        workers.run(5, item -> calls.incrementAndGet());
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(calls.get()).isEqualTo(8 * 500 * 5);
        }
    }

    @Test
    void worksOnAfterClose() {
        Workers workers = new Workers(2);
        workers.close();
        workers.close();
        assertEachOnce(workers, 10);
    }

    @Test
    void refusesNoThreads() {
        assertThatThrownBy(() -> new Workers(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads is 0, must be at least 1");
    }
}
