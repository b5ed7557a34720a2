package vtp.engine.image.vp8;

/** The inverse transforms (sections 14.3 and 14.4), in integers, exact as the standard asks. */
final class Transform {
    private final int[] t = new int[16];

    /** The DC coefficients of a macroblock's sixteen luma blocks, 16 apart, from their own 4 × 4 block. */
    void inverseWalshHadamard(int[] in, int[] out) {
        for (int i = 0; i < 4; i++) {
            int a0 = in[i] + in[12 + i];
            int a1 = in[4 + i] + in[8 + i];
            int a2 = in[4 + i] - in[8 + i];
            int a3 = in[i] - in[12 + i];
            t[i] = a0 + a1;
            t[4 + i] = a3 + a2;
            t[8 + i] = a0 - a1;
            t[12 + i] = a3 - a2;
        }
        for (int i = 0; i < 4; i++) {
            int dc = t[4 * i] + 3; // rounds
            int a0 = dc + t[4 * i + 3];
            int a1 = t[4 * i + 1] + t[4 * i + 2];
            int a2 = t[4 * i + 1] - t[4 * i + 2];
            int a3 = dc - t[4 * i + 3];
            out[64 * i] = (short) ((a0 + a1) >> 3);
            out[64 * i + 16] = (short) ((a3 + a2) >> 3);
            out[64 * i + 32] = (short) ((a0 - a1) >> 3);
            out[64 * i + 48] = (short) ((a3 - a2) >> 3);
        }
    }

    /** Adds the inverse DCT of the 4 × 4 coefficients at an offset to the samples at another. */
    void addInverseDct(int[] in, int from, byte[] samples, int at, int stride) {
        for (int i = 0; i < 4; i++) { // columns
            int in0 = in[from + i];
            int in1 = in[from + 4 + i];
            int in2 = in[from + 8 + i];
            int in3 = in[from + 12 + i];
            int a = in0 + in2;
            int b = in0 - in2;
            int c = timesSine(in1) - timesCosine(in3);
            int d = timesCosine(in1) + timesSine(in3);
            t[i] = a + d;
            t[4 + i] = b + c;
            t[8 + i] = b - c;
            t[12 + i] = a - d;
        }
        for (int i = 0; i < 4; i++) { // rows
            int a = t[4 * i] + 4 + t[4 * i + 2]; // 4 rounds
            int b = t[4 * i] + 4 - t[4 * i + 2];
            int c = timesSine(t[4 * i + 1]) - timesCosine(t[4 * i + 3]);
            int d = timesCosine(t[4 * i + 1]) + timesSine(t[4 * i + 3]);
            int row = at + i * stride;
            add(samples, row, (a + d) >> 3);
            add(samples, row + 1, (b + c) >> 3);
            add(samples, row + 2, (b - c) >> 3);
            add(samples, row + 3, (a - d) >> 3);
        }
    }

    /** The same where all coefficients but the first are zero. */
    static void addDc(int dc, byte[] samples, int at, int stride) {
        int value = (dc + 4) >> 3;
        for (int row = at; row < at + 4 * stride; row += stride) {
            for (int x = 0; x < 4; x++) {
                add(samples, row + x, value);
            }
        }
    }

    /** √2 · sin(π/8) · v. */
    private static int timesSine(int v) {
        return (v * 35468) >> 16;
    }

    /** √2 · cos(π/8) · v. */
    private static int timesCosine(int v) {
        return v + ((v * 20091) >> 16);
    }

    private static void add(byte[] samples, int at, int value) {
        samples[at] = Clip.toByte((samples[at] & 0xff) + value);
    }
}
