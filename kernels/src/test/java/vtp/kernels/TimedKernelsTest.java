package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.kernels.TimedKernels.Operation.ATTENTION;
import static vtp.kernels.TimedKernels.Operation.FEED_FORWARD;
import static vtp.kernels.TimedKernels.Operation.LINEAR;
import static vtp.kernels.TimedKernels.Operation.NORM;
import static vtp.kernels.TimedKernels.Operation.OTHER;
import static vtp.kernels.TimedKernels.Operation.PROJECTION;
import static vtp.kernels.TimedKernels.Operation.QKV;
import static vtp.kernels.TimedKernels.Operation.ROTARY;

import java.lang.foreign.Arena;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vtp.kernels.TimedKernels.Times;

@Tag("any-width")
class TimedKernelsTest {

    private static final int ROWS = 40;
    private static final int WIDTH = 16;

    private final Workers workers = new Workers(2);
    private final Arena memory = Arena.ofShared();
    private final Kernels simd = new SimdKernels(workers);
    private final Mat x = GuardedMat.random(ROWS, WIDTH, 1, 1).view();
    private final Mat y = GuardedMat.random(ROWS, WIDTH, 1, 2).view();
    private final float[] ones = new float[WIDTH];
    private final int[] starts = {0, ROWS};

    @AfterEach
    void close() {
        simd.close();
        workers.close();
        memory.close();
    }

    private PackedLinear layer(int outer) {
        return PackedLinear.pack(
                memory,
                workers,
                simd.panelColumns(),
                PackedLinear.Storage.F32,
                outer,
                WIDTH,
                (from, count, target) -> Arrays.fill(target, 0, count * WIDTH, 0.1f),
                new float[outer]);
    }

    /** Calls every operation, and returns how many of each kind there were. */
    private Map<TimedKernels.Operation, Long> callAll(Kernels kernels) {
        PackedLinear w = layer(WIDTH);
        kernels.linear(x, w, y);
        kernels.linear(
                x, layer(3 * WIDTH), GuardedMat.random(ROWS, 3 * WIDTH, 1, 3).view());
        kernels.linearAdd(x, w, ones, y);
        kernels.feedForward(x, w, Activation.GELU, w, ones, y);
        kernels.feedForwardGated(x, w, w, w, null, y);
        kernels.attention(x, GuardedMat.random(ROWS, WIDTH, 1, 7).view(), x, 2, starts, starts, true, y);
        kernels.rmsNorm(x, ones, 1e-5f, y);
        kernels.rmsNorm(x, ones, ones, 1e-5f, y);
        kernels.layerNorm(x, ones, ones, 1e-5f, y);
        kernels.rope(y, 2, RopeTable.of(memory, 3, 13, new float[] {1, 2}), 1);
        kernels.ropePairs(x, 2, y.cols(0, WIDTH / 2), y.cols(WIDTH / 2, WIDTH / 2));
        kernels.activate(x, Activation.SILU, y);
        kernels.l2Normalize(x, y);
        kernels.softmax(x, y);
        kernels.gatherPatches(x, 1, 8, GuardedMat.random(10, 64, 1, 4).view());
        kernels.scatterPatches(GuardedMat.random(10, 64, 1, 5).view(), 1, 8, x);
        PackedConvolution convolution = PackedConvolution.pack(
                memory, workers, simd, Window.same(3, 3), WIDTH, WIDTH, new float[WIDTH * WIDTH * 9], ones);
        kernels.convolveRelu(x, 8, 5, convolution, y);
        kernels.maxPool(x, 8, 5, Window.same(3, 3), y);
        kernels.averagePool(x, 8, 5, Window.same(3, 3), y);
        kernels.directionDistance(x, y, ones, GuardedMat.random(ROWS, 1, 1, 6).view());
        return Map.of(
                LINEAR, 2L, QKV, 1L, PROJECTION, 1L, FEED_FORWARD, 2L, ATTENTION, 1L, NORM, 3L, ROTARY, 2L, OTHER, 8L);
    }

    @Test
    void everyOperationGoesOnToTheKernelsAndIsTimed() {
        List<String> direct = new ArrayList<>();
        callAll(recorder(direct));
        List<String> through = new ArrayList<>();
        TimedKernels timed = new TimedKernels(workers, recorder(through));
        Map<TimedKernels.Operation, Long> calls = callAll(timed);
        assertThat(through).isEqualTo(direct);
        assertThat(Stream.of(Kernels.class.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .map(Method::getName))
                .filteredOn(
                        name -> !List.of("close", "panelColumns", "transforms").contains(name))
                .isSubsetOf(through.stream()
                        .map(call -> call.substring(0, call.indexOf(' ')))
                        .toList());
        assertThat(timed.times()).hasSameSizeAs(calls);
        calls.forEach(
                (operation, count) -> assertThat(timed.times().get(operation).calls())
                        .as("%s", operation)
                        .isEqualTo(count));
        timed.reset();
        assertThat(timed.times()).isEmpty();
    }

    /** Kernels that do nothing but to note the calls, with what they were given. */
    private static Kernels recorder(List<String> calls) {
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName() + " "
                            + Arrays.stream(arguments)
                                    .map(TimedKernelsTest::label)
                                    .toList());
                    return null;
                });
    }

    /** What tells arguments apart: of a matrix its size and first value. */
    private static Object label(Object argument) {
        if (argument instanceof Mat m) {
            return List.of(m.rows(), m.cols(), m.get(0, 0));
        }
        return argument instanceof Number ? argument : String.valueOf(argument).replaceAll("[@\\[].*", "");
    }

    @Test
    void workAndPackingAreParts() {
        TimedKernels timed = new TimedKernels(workers, simd);
        callAll(timed);
        for (Map.Entry<TimedKernels.Operation, Times> entry : timed.times().entrySet()) {
            Times times = entry.getValue();
            assertThat(times.workedNanos())
                    .as("%s", entry)
                    .isPositive()
                    .isLessThanOrEqualTo(times.nanos() * workers.threads());
            assertThat(times.packedNanos()).isLessThanOrEqualTo(times.workedNanos());
        }
        assertThat(timed.times().get(NORM).packedNanos()).isZero();
        assertThat(timed.times().get(QKV).packedNanos()).isPositive();
        assertThat(timed.times().get(ATTENTION).packedNanos()).isPositive();
        assertThat(timed.times().get(QKV).products()).isEqualTo(2L * ROWS * WIDTH * 3 * WIDTH);
        assertThat(timed.times().get(NORM).products()).isZero();
    }

    @Test
    void theClockOfTheThreadsStandsStillUntilItIsStarted() {
        simd.linear(x, layer(WIDTH), y);
        assertThat(workers.clock().workedNanos()).isZero();
        WorkClock clock = workers.startClock();
        simd.linear(x, layer(WIDTH), y);
        assertThat(clock.workedNanos()).isPositive();
    }
}
