package vtp.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GarbageLimitTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void theHeapNeverHoldsMuchMoreThanWhatLives() {
        AtomicLong used = new AtomicLong(30 * MEGABYTE);
        List<Long> collectedAt = new ArrayList<>();
        GarbageLimit limit = new GarbageLimit(used::get, () -> {
            collectedAt.add(used.get() / MEGABYTE);
            used.set(50 * MEGABYTE);
        });
        for (int picture = 0; picture < 200; picture++) {
            used.addAndGet(MEGABYTE);
            limit.check();
        }
        assertThat(collectedAt).containsExactly(79L, 99L, 99L, 99L);
    }

    @Test
    void howOftenItCollectsDoesNotGrowWithWhatLives() {
        AtomicLong used = new AtomicLong(30 * MEGABYTE);
        List<Long> collectedAt = new ArrayList<>();
        GarbageLimit limit = new GarbageLimit(used::get, () -> collectedAt.add(used.get() / MEGABYTE));
        for (int result = 0; result < 1000; result++) {
            used.addAndGet(MEGABYTE); // which is kept
            limit.check();
        }
        assertThat(collectedAt).containsExactly(79L, 128L, 193L, 290L, 436L, 655L, 983L);
    }
}
