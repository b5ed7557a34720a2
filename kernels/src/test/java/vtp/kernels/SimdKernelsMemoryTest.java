package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.kernels.PackedLinear.Storage;

/** The memory that kernels take for themselves outside the heap, which no garbage collector frees. */
@Tag("any-width")
@Timeout(120)
class SimdKernelsMemoryTest {

    private static final int CALLERS = 64;
    private static final int CALLS = 4;
    private static final int WIDTH = 64;

    private final Workers workers = new Workers(2);
    private final CountedArenas arenas = new CountedArenas();
    private final Kernels kernels = new SimdKernels(workers, arenas);
    private final PackedLinear weights = PackedLinear.pack(
            Arena.ofAuto(),
            workers,
            kernels.panelColumns(),
            Storage.BF16,
            WIDTH,
            WIDTH,
            (from, count, target) -> {},
            new float[WIDTH]);

    @AfterEach
    void close() {
        workers.close();
    }

    /** Everything that takes buffers: a thread holds one set of them at most. */
    private void callEverything(Kernels kernels) {
        Mat x = Mat.allocate(Arena.ofAuto(), 33, WIDTH);
        Mat y = Mat.allocate(Arena.ofAuto(), 33, WIDTH);
        int[] starts = {0, 33};
        kernels.linear(x, weights, y);
        kernels.feedForwardGated(x, weights, weights, weights, null, y);
        kernels.attention(x, x, x, 2, starts, starts, false, y);
    }

    private long bytesOfOneSet() {
        CountedArenas counted = new CountedArenas();
        try (Workers alone = new Workers(1);
                Kernels single = new SimdKernels(alone, counted)) {
            callEverything(single);
            return counted.liveBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyCallersLeaveNoMoreThanThePoolsKeep(boolean virtual) throws InterruptedException {
        long set = bytesOfOneSet();
        assertThat(set).isPositive();
        callTogether(virtual);
        assertThat(arenas.liveBytes()).isPositive().isLessThanOrEqualTo(2L * workers.threads() * set);
        callTogether(virtual);
        assertThat(arenas.liveBytes()).isPositive().isLessThanOrEqualTo(2L * workers.threads() * set);
        kernels.close();
        assertThat(arenas.liveBytes()).isZero();
    }

    private void callTogether(boolean virtual) throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(CALLERS);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
        List<Thread> callers = new ArrayList<>();
        for (int t = 0; t < CALLERS; t++) {
            callers.add(builder.start(() -> {
                try {
                    together.await();
                    for (int i = 0; i < CALLS; i++) {
                        callEverything(kernels);
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failure.get()).isNull();
    }

    /** The count sees a buffer that is lost: the third set of a pool for two, if nobody frees it. */
    @Test
    void theCountSeesWhatIsNeverFreed() {
        BufferPool<NativeBuffer> leaking = new BufferPool<>(1, () -> new NativeBuffer(arenas));
        NativeBuffer first = leaking.take();
        NativeBuffer second = leaking.take();
        first.reserve(100);
        second.reserve(100);
        leaking.give(first);
        leaking.give(second);
        leaking.close();
        assertThat(arenas.liveBytes()).isEqualTo(200);
    }

    @Test
    void aBufferThatGrowsFreesWhatItHad() {
        NativeBuffer buffer = new NativeBuffer(arenas);
        buffer.reserve(100);
        assertThat(buffer.reserve(50)).isEqualTo(buffer.address());
        assertThat(arenas.liveBytes()).isEqualTo(100);
        buffer.reserve(1000);
        assertThat(arenas.liveBytes()).isEqualTo(1000);
        buffer.close();
        assertThat(arenas.liveBytes()).isZero();
    }

    /** Memory runs out in the middle of a call, again and again: no set of buffers is lost by it. */
    @Test
    void aCallThatFailsGivesItsBuffersBack() {
        callEverything(kernels);
        Mat wide = Mat.allocate(Arena.ofAuto(), 33, 4 * WIDTH);
        int[] starts = {0, 33};
        arenas.setExhausted(true);
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> kernels.attention(wide, wide, wide, 1, starts, starts, false, wide))
                    .isInstanceOf(OutOfMemoryError.class);
        }
        arenas.setExhausted(false);
        kernels.attention(wide, wide, wide, 1, starts, starts, false, wide);
        kernels.close();
        assertThat(arenas.liveBytes()).isZero();
    }
}
