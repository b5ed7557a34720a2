package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Implementation.class)
class AttentionTest {

    private final Workers workers = new Workers(2);
    private final Implementation implementation;
    private final Kernels twin;

    AttentionTest(Implementation implementation) {
        this.implementation = implementation;
        twin = implementation.on(workers);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    private void check(int heads, int width, int[] queries, int[] keys, boolean causal, double scale) {
        int queryRows = queries[queries.length - 1];
        int keyRows = keys[keys.length - 1];
        GuardedMat q = GuardedMat.random(queryRows, heads * width, scale, 1);
        GuardedMat k = GuardedMat.random(keyRows, heads * width, scale, 2);
        GuardedMat v = GuardedMat.random(keyRows, heads * width, 1, 3);
        GuardedMat expected = new GuardedMat(queryRows, heads * width);
        Twins.SCALAR.attention(q.view(), k.view(), v.view(), heads, queries, keys, causal, expected.view());
        GuardedMat actual = new GuardedMat(queryRows, heads * width);
        twin.attention(q.view(), k.view(), v.view(), heads, queries, keys, causal, actual.view());
        // A weight is off by what its logit is off, and a logit of size L by some roundings of L.
        double tolerance = 3e-6 * (1 + scale * scale);
        Twins.assertClose(actual, expected, tolerance);
        twin.attention(q.view(), k.view(), v.view(), heads, queries, keys, causal, q.view());
        Twins.assertSameBits(q.view(), actual.view());
        q.assertGuardsUntouched();
    }

    private static int[] starts(int... lengths) {
        int[] starts = new int[lengths.length + 1];
        for (int i = 0; i < lengths.length; i++) {
            starts[i + 1] = starts[i] + lengths[i];
        }
        return starts;
    }

    @Test
    void everyHeadWidth() {
        for (int width : new int[] {4, 8, 12, 16, 20, 24, 64, 80, 128}) {
            for (int heads : new int[] {1, 3}) {
                check(heads, width, starts(33), starts(33), false, 1);
                check(heads, width, starts(33), starts(33), true, 1);
            }
        }
    }

    @Test
    void everyLength() {
        for (int tokens : new int[] {1, 2, 5, 6, 7, 11, 12, 13, 16, 31, 32, 33, 64, 77, 197, 257, 263, 264, 265, 600}) {
            check(2, 16, starts(tokens), starts(tokens), false, 1);
            check(2, 16, starts(tokens), starts(tokens), true, 1);
        }
    }

    @Test
    void sequencesOfDifferentLengths() {
        check(2, 20, starts(5, 1, 33, 12, 77), starts(5, 1, 33, 12, 77), true, 1);
        check(2, 20, starts(5, 1, 33, 12, 77), starts(5, 1, 33, 12, 77), false, 1);
        check(2, 20, starts(300, 1, 290), starts(300, 1, 290), true, 1);
    }

    @Test
    void queriesOfTheClassTokenOnly() {
        check(3, 64, starts(1, 1, 1), starts(257, 257, 257), false, 1);
        check(2, 16, starts(3, 0, 7), starts(11, 5, 600), false, 1);
    }

    /** Logits of about ±300 overflow exp unless the maximum is taken off. */
    @Test
    void largeLogits() {
        check(2, 16, starts(33), starts(33), false, 18);
        check(1, 64, starts(300), starts(300), true, 18);
    }

    @Test
    void sequencesDoNotDependOnEachOther() {
        GuardedMat q = GuardedMat.random(110, 32, 1, 1);
        GuardedMat k = GuardedMat.random(110, 32, 1, 2);
        GuardedMat v = GuardedMat.random(110, 32, 1, 3);
        Mat all = new GuardedMat(110, 32).view();
        int[] starts = starts(33, 77);
        twin.attention(q.view(), k.view(), v.view(), 2, starts, starts, true, all);
        for (int s = 0; s < 2; s++) {
            int from = starts[s];
            int count = starts[s + 1] - from;
            int[] only = starts(count);
            Mat alone = new GuardedMat(count, 32).view();
            Mat keys = k.view().rows(from, count);
            Mat values = v.view().rows(from, count);
            twin.attention(q.view().rows(from, count), keys, values, 2, only, only, true, alone);
            Twins.assertSameBits(alone, all.rows(from, count));
        }
    }

    @Test
    void theSameBitsOnOneAndOnTwoThreads() {
        GuardedMat q = GuardedMat.random(257, 192, 1, 1);
        int[] starts = starts(257);
        Mat two = new GuardedMat(257, 192).view();
        Mat one = new GuardedMat(257, 192).view();
        twin.attention(q.view(), q.view(), q.view(), 3, starts, starts, false, two);
        try (Workers alone = new Workers(1)) {
            implementation.on(alone).attention(q.view(), q.view(), q.view(), 3, starts, starts, false, one);
        }
        Twins.assertSameBits(one, two);
    }

    /** The columns of one matrix: q, k and v side by side, as a layer's output has them. */
    @Test
    void columnsOfOneMatrix() {
        GuardedMat qkv = GuardedMat.random(50, 3 * 48, 1, 1);
        GuardedMat expected = new GuardedMat(50, 48);
        GuardedMat actual = new GuardedMat(50, 48);
        int[] starts = starts(50);
        Mat q = qkv.view().cols(0, 48);
        Mat k = qkv.view().cols(48, 48);
        Mat v = qkv.view().cols(96, 48);
        Twins.SCALAR.attention(q, k, v, 3, starts, starts, false, expected.view());
        twin.attention(q, k, v, 3, starts, starts, false, actual.view());
        Twins.assertClose(actual, expected, 6e-6);
    }

    @Test
    void refusesSizesThatDoNotFit() {
        Mat m = new GuardedMat(10, 30).view();
        for (Kernels kernels : new Kernels[] {twin, Twins.SCALAR}) {
            assertThatThrownBy(() -> kernels.attention(m, m, m, 4, starts(10), starts(10), false, m))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> kernels.attention(m, m, m, 3, starts(11), starts(10), false, m))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> kernels.attention(m, m, m, 3, starts(5), starts(10), true, m))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
