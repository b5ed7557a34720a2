package vtp.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class ScratchPoolTest {

    @Test
    void memoryIsLentAgain() {
        try (ScratchPool pool = new ScratchPool()) {
            ScratchPool.Block block = pool.take(1000);
            pool.give(block);
            assertThat(pool.take(500)).isSameAs(block);
            assertThat(pool.take(500)).isNotSameAs(block);
        }
    }

    @Test
    void theSmallestThatFitsIsLent() {
        try (ScratchPool pool = new ScratchPool()) {
            ScratchPool.Block large = pool.take(9000);
            ScratchPool.Block small = pool.take(1000);
            pool.give(large);
            pool.give(small);
            assertThat(pool.take(800)).isSameAs(small);
            assertThat(pool.take(800)).isSameAs(large);
        }
    }

    @Test
    void memoryIsNotHoarded() {
        try (ScratchPool pool = new ScratchPool()) {
            ScratchPool.Block huge = pool.take(200L << 20);
            pool.give(huge);
            assertThat(huge.memory().scope().isAlive()).isFalse();

            ScratchPool.Block first = pool.take(100L << 20);
            ScratchPool.Block second = pool.take(100L << 20);
            pool.give(first);
            pool.give(second);
            assertThat(first.memory().scope().isAlive()).isFalse();
            assertThat(second.memory().scope().isAlive()).isTrue();
        }
    }

    @Test
    void nothingIsLeftAfterClosing() {
        ScratchPool pool = new ScratchPool();
        ScratchPool.Block idle = pool.take(10);
        ScratchPool.Block lent = pool.take(10);
        pool.give(idle);
        pool.close();
        assertThat(idle.memory().scope().isAlive()).isFalse();
        assertThat(lent.memory().scope().isAlive()).isTrue();
        pool.give(lent);
        assertThat(lent.memory().scope().isAlive()).isFalse();
    }
}
