package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class BufferPoolTest {

    private final Set<Object> live = new HashSet<>();
    private final BufferPool<Object> pool = new BufferPool<>(2, this::make, live::remove);

    private Object make() {
        Object buffer = new Object();
        live.add(buffer);
        return buffer;
    }

    @Test
    void aBufferGivenBackIsLentAgain() {
        Object buffer = pool.take();
        pool.give(buffer);
        assertThat(pool.take()).isSameAs(buffer);
        assertThat(pool.take()).isNotSameAs(buffer);
    }

    @Test
    void whatAFullPoolCannotKeepIsFreed() {
        Object[] buffers = {pool.take(), pool.take(), pool.take()};
        for (Object buffer : buffers) {
            pool.give(buffer);
        }
        assertThat(live).containsExactlyInAnyOrder(buffers[0], buffers[1]);
    }

    @Test
    void closingFreesIdleBuffersNowAndLentOnesWhenTheyComeBack() {
        Object lent = pool.take();
        pool.give(pool.take());
        pool.close();
        assertThat(live).containsExactly(lent);
        pool.give(lent);
        assertThat(live).isEmpty();
    }
}
