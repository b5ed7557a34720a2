package vtp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vtp.engine.image.Pixels;
import vtp.engine.tensor.Latents;

/** Many threads, one model. */
@Timeout(120)
class ConcurrencyTest {
    private static final int THREADS = 16;

    /** Calls of every kind and of several sizes. */
    private static List<Callable<float[]>> calls(VtpModel model) {
        List<Callable<float[]>> calls = new ArrayList<>();
        for (int[] size : new int[][] {{64, 64}, {32, 80}}) {
            Pixels pixels = TestModels.pixels(2, size[0], size[1]);
            Latents latents = model.encode(pixels);
            calls.add(() -> model.encode(pixels).data());
            calls.add(() -> model.decode(latents).data());
            calls.add(() -> model.imageFeatures(pixels).data());
            calls.add(() -> model.bottleneck(pixels).patch());
            calls.add(() -> model.layers(pixels, Layers.last(1)).getFirst().patch());
            calls.add(() -> model.textFeatures(List.of("a dog", "a photo of " + size[0] + " cats"))
                    .data());
        }
        return calls;
    }

    @Test
    void mixedCallsOfManyThreadsGiveWhatOneThreadGets() throws Exception {
        try (VtpModel model = VtpModel.load(TestModels.tiny(), TestModels.threads(2));
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<float[]>> calls = calls(model);
            List<float[]> expected = new ArrayList<>();
            for (Callable<float[]> call : calls) {
                expected.add(call.call());
            }
            List<Callable<float[]>> shuffled = new ArrayList<>();
            for (int i = 0; i < THREADS * calls.size(); i++) {
                shuffled.add(calls.get(i * 5 % calls.size()));
            }
            List<Future<float[]>> results = threads.invokeAll(shuffled);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(expected.get(i * 5 % calls.size()));
            }
        }
    }

    @Test
    void callsFinishOrAreRefusedWhenTheModelIsClosedMeanwhile() throws Exception {
        AtomicInteger finished = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        for (int round = 0; round < 5; round++) {
            VtpModel model = VtpModel.load(TestModels.tiny(), TestModels.threads(2));
            List<Callable<float[]>> calls = calls(model);
            List<float[]> expected = new ArrayList<>();
            for (Callable<float[]> call : calls) {
                expected.add(call.call());
            }
            try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
                List<Future<float[]>> results = new ArrayList<>();
                for (int i = 0; i < 4 * calls.size(); i++) {
                    results.add(threads.submit(calls.get(i % calls.size())));
                }
                results.get(round).get();
                model.close();
                for (int i = 0; i < results.size(); i++) {
                    try {
                        assertThat(results.get(i).get()).isEqualTo(expected.get(i % calls.size()));
                        finished.incrementAndGet();
                    } catch (ExecutionException e) {
                        assertThat(e)
                                .hasCauseInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("is closed");
                        refused.incrementAndGet();
                    }
                }
            }
            model.close();
            assertThatThrownBy(calls.getFirst()::call).isInstanceOf(IllegalStateException.class);
        }
        assertThat(finished).hasPositiveValue();
        assertThat(refused).hasPositiveValue();
    }

    @Test
    void memoryIsFreedWhenTheLastCallHasEnded() throws IOException {
        List<String> events = new ArrayList<>();
        CallGate lifetime = new CallGate("m", () -> events.add("freed"));
        lifetime.call(() -> lifetime.call(() -> {
            lifetime.close();
            assertThatThrownBy(() -> lifetime.call(() -> true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("model m is closed");
            return events.add("ended");
        }));
        lifetime.close();
        assertThat(events).containsExactly("ended", "freed");
    }

    @Test
    void anIdleModelIsFreedAtOnceAndOnce() {
        List<String> events = new ArrayList<>();
        CallGate lifetime = new CallGate("m", () -> events.add("freed"));
        lifetime.close();
        lifetime.close();
        assertThat(events).containsExactly("freed");
    }
}
