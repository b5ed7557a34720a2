package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes of a job of which an item fails, and of threads that cannot be had. */
@Tag("any-width")
class WorkersFailureTest {
    @Test
    void anExceptionComesThroughAfterTheOtherItems() {
        for (int threads : new int[] {1, 2, 4}) {
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

    /** On one thread, so that there is an order; it is the same where a busy crew leaves a caller alone. */
    @Test
    void theFirstIsThrownAndTheOthersAreSuppressed() {
        for (int threads : new int[] {1, 2}) {
            try (Workers workers = new Workers(threads)) {
                workers.run(
                        1,
                        outer -> assertThatThrownBy(() -> runOnOneThread(workers, threads))
                                .hasMessage("item 3")
                                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                                        .extracting(Throwable::getMessage)
                                        .containsExactly("item 5", "item 8")));
            }
        }
    }

    private static void runOnOneThread(Workers workers, int threads) {
        IntConsumer body = item -> {
            if (item == 3 || item == 5 || item == 8) {
                throw new IllegalStateException("item " + item);
            }
        };
        if (threads == 1) {
            workers.run(10, body);
        } else {
            workers.run(2, outer -> {
                if (outer == 0) {
                    workers.run(10, body);
                }
            });
        }
    }

    @Test
    void noFailureIsLostBetweenThreads() {
        try (Workers workers = new Workers(4)) {
            for (int round = 0; round < 200; round++) {
                assertThatThrownBy(() -> workers.run(50, item -> {
                            throw new IllegalStateException("item " + item);
                        }))
                        .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(49));
            }
            assertEachOnce(workers, 30);
        }
    }

    /** The same throwable again, as the JVM throws some; it cannot be its own suppressed one. */
    @Test
    void oneThrowableManyTimes() {
        IllegalStateException always = new IllegalStateException("always");
        for (int threads : new int[] {1, 3}) {
            try (Workers workers = new Workers(threads)) {
                assertThatThrownBy(() -> workers.run(20, item -> {
                            throw always;
                        }))
                        .isSameAs(always)
                        .hasNoSuppressedExceptions();
            }
        }
    }

    @Test
    void aCheckedExceptionOfAnotherLanguageComesThrough() {
        for (int threads : new int[] {1, 2}) {
            try (Workers workers = new Workers(threads)) {
                assertThatThrownBy(() ->
                                workers.run(4, item -> WorkersFailureTest.<RuntimeException>sneak(new Exception("x"))))
                        .isExactlyInstanceOf(Exception.class);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
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

    /** Where memory is short, a list of suppressed failures may be what there is no room for. */
    @Test
    void aFailureThatCannotBeNotedIsLeftOut() {
        Failures failures = new Failures((first, later) -> {
            throw new OutOfMemoryError("for the list of suppressed failures");
        });
        for (int i = 0; i < 3; i++) {
            failures.collectFrom(
                    item -> {
                        throw new OutOfMemoryError("item " + item);
                    },
                    i);
        }
        assertThatThrownBy(failures::throwFirst)
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("item 0");
    }

    /** The system refuses the third thread. */
    @Test
    void noHelperIsLeftWhenOneCannotBeStarted() throws InterruptedException {
        List<Thread> started = new ArrayList<>();
        assertThatThrownBy(() -> new Workers(5, thread -> {
                    if (started.size() == 2) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    thread.start();
                    started.add(thread);
                }))
                .isInstanceOf(OutOfMemoryError.class);
        for (Thread helper : started) {
            helper.join(10_000);
            assertThat(helper.isAlive()).isFalse();
        }
        assertThat(started).hasSize(2);
    }

    private static void assertEachOnce(Workers workers, int items) {
        AtomicIntegerArray calls = new AtomicIntegerArray(items);
        workers.run(items, calls::incrementAndGet);
        for (int i = 0; i < items; i++) {
            assertThat(calls.get(i)).as("calls of item %d of %d", i, items).isEqualTo(1);
        }
    }
}
