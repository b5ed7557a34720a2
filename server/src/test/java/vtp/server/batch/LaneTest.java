package vtp.server.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits is put together by kind, oldest first, and thrown away when nobody wants it any more. */
class LaneTest {
    private static final Ticket LONG = ticket(TimeUnit.MINUTES.toNanos(1));

    private final List<String> batches = Collections.synchronizedList(new ArrayList<>());
    private final Lane lane = new Lane(8, (operation, size, nanos) -> {});
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Doubles numbers; its groups are their signs, its largest batch is of four; 0 holds it up, and 13 fails. */
    private final Operation<Integer, Integer> doubling = new Operation<>() {
        @Override
        public String name() {
            return "doubling";
        }

        @Override
        public Object group(Integer input) {
            return Integer.signum(input);
        }

        @Override
        public int size(Integer input) {
            return 1;
        }

        @Override
        public int largest() {
            return 4;
        }

        @Override
        public List<Integer> run(List<Integer> inputs) {
            if (inputs.contains(0)) {
                started.countDown();
                await(goOn);
                return inputs;
            }
            batches.add(inputs.toString());
            if (inputs.contains(13)) {
                throw new IllegalArgumentException("13 brings bad luck");
            }
            return inputs.stream().map(input -> 2 * input).toList();
        }
    };

    private static Ticket ticket(long nanos) {
        return new Ticket(System.nanoTime() + nanos, () -> false);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has the lane busy until {@link #goOn}. */
    private void holdUp() {
        clients.execute(() -> {
            try {
                lane.compute(doubling, List.of(0), LONG);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await(started);
    }

    /** Sends inputs, and returns when they wait. */
    private Future<List<Integer>> enqueue(Ticket ticket, Integer... inputs) throws InterruptedException {
        int before = lane.waiting();
        Callable<List<Integer>> call = () -> lane.compute(doubling, List.of(inputs), ticket);
        Future<List<Integer>> result = clients.submit(call);
        while (lane.waiting() < before + inputs.length) {
            Thread.sleep(1);
        }
        return result;
    }

    @AfterEach
    void close() {
        goOn.countDown();
        lane.close();
        clients.close();
    }

    @Test
    void whatWaitsIsComputedByKindAndInItsOrder() throws Exception {
        holdUp();
        Future<List<Integer>> a = enqueue(LONG, 1, 2);
        Future<List<Integer>> b = enqueue(LONG, -1);
        Future<List<Integer>> c = enqueue(LONG, 3, 4, 5);
        goOn.countDown();
        assertThat(a.get()).containsExactly(2, 4);
        assertThat(b.get()).containsExactly(-2);
        assertThat(c.get()).containsExactly(6, 8, 10);
        assertThat(batches).containsExactly("[1, 2, 3, 4]", "[-1]", "[5]");
    }

    @Test
    void oneThatFailsSpoilsNoOther() throws Exception {
        holdUp();
        Future<List<Integer>> good = enqueue(LONG, 1);
        Future<List<Integer>> bad = enqueue(LONG, 13);
        goOn.countDown();
        assertThat(good.get()).containsExactly(2);
        assertThatThrownBy(bad::get).rootCause().hasMessage("13 brings bad luck");
    }

    @Test
    void whatDoesNotFitIsRefusedAtOnceAndWhole() throws Exception {
        holdUp();
        Future<List<Integer>> waits = enqueue(LONG, 1, 2, 3, 4, 5);
        assertThatThrownBy(() -> lane.compute(doubling, List.of(6, 7, 8, 9), LONG))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("5 inputs wait already, of at most 8");
        assertThat(lane.waiting()).isEqualTo(5);
        goOn.countDown();
        assertThat(waits.get()).containsExactly(2, 4, 6, 8, 10);
    }

    @Test
    void whatNobodyWantsIsNotComputedAndMakesRoom() throws Exception {
        holdUp();
        AtomicBoolean gone = new AtomicBoolean();
        Future<List<Integer>> left = enqueue(new Ticket(LONG.deadlineNanos(), gone::get), 1, 2, 3, 4, 5, 6, 7, 8);
        gone.set(true);
        Future<List<Integer>> other = clients.submit(() -> lane.compute(doubling, List.of(9), LONG));
        assertThatThrownBy(left::get).hasRootCauseInstanceOf(CancellationException.class);
        goOn.countDown();
        assertThat(other.get()).containsExactly(18);
        assertThat(batches).containsExactly("[9]");
    }

    @Test
    void whatWaitsTooLongIsGivenUp() throws Exception {
        holdUp();
        assertThatThrownBy(() -> lane.compute(doubling, List.of(1), ticket(1000)))
                .isInstanceOf(TimeoutException.class);
        goOn.countDown();
        assertThat(lane.compute(doubling, List.of(2), LONG)).containsExactly(4);
        assertThat(batches).containsExactly("[2]");
    }

    @Test
    void aLaneThatIsClosedComputesNothingMore() throws Exception {
        holdUp();
        Future<List<Integer>> waits = enqueue(LONG, 1);
        clients.execute(lane::close);
        assertThatThrownBy(waits::get)
                .isInstanceOf(ExecutionException.class)
                .rootCause()
                .hasMessage("the server stops");
        assertThatThrownBy(() -> lane.compute(doubling, List.of(2), LONG)).isInstanceOf(CancellationException.class);
        assertThat(batches).isEmpty();
    }
}
