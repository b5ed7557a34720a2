package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
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

    @Test
    void anExceptionComesThroughAfterTheOtherItems() {
        for (int threads : new int[] {2, 4}) {
            try (Workers workers = new Workers(threads)) {
                AtomicInteger calls = new AtomicInteger();
                assertThatThrownBy(() -> workers.run(20, item -> {
                            calls.incrementAndGet();
                            if (item == 7) {
                                throw new IllegalStateException("item 7");
                            }
                        }))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("item 7");
                assertThat(calls.get()).isEqualTo(20);
                assertEachOnce(workers, 30);
            }
        }
    }

    @Test
    void anErrorComesThroughToo() {
        try (Workers workers = new Workers(2)) {
            assertThatThrownBy(() -> workers.run(4, item -> {
                        throw new StackOverflowError("deep");
                    }))
                    .isInstanceOf(StackOverflowError.class);
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
