package vtp.kernels;

/** The definition of both rotary position embeddings: float32, as the references compute them. */
final class ScalarRope {

    private ScalarRope() {}

    /** See {@link Kernels#rope}. */
    static void rope(Mat x, int heads, RopeTable table, int prefix) {
        ShapeChecks.rope(x, heads, table, prefix);
        int half = table.sin().cols();
        int image = prefix + table.sin().rows();
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.cols(); c++) {
                x.set(r, c, Bf16.round(x.get(r, c)));
            }
            int position = r % image - prefix;
            for (int c = 0; position >= 0 && c < heads * half; c++) {
                int first = c / half * 2 * half + c % half;
                float a = x.get(r, first);
                float b = x.get(r, first + half);
                float sin = table.sin().get(position, c % half);
                float cos = table.cos().get(position, c % half);
                x.set(r, first, Bf16.round(Bf16.round(a * cos) - Bf16.round(b * sin)));
                x.set(r, first + half, Bf16.round(Bf16.round(b * cos) + Bf16.round(a * sin)));
            }
        }
    }

    /** See {@link Kernels#ropePairs}. */
    static void ropePairs(Mat x, int heads, Mat cos, Mat sin) {
        ShapeChecks.ropePairs(x, heads, cos, sin);
        int width = cos.cols();
        for (int r = 0; r < x.rows(); r++) {
            int position = r % cos.rows();
            for (int c = 0; c < x.cols(); c += 2) {
                int i = c % width;
                float a = x.get(r, c);
                float b = x.get(r, c + 1);
                x.set(r, c, a * cos.get(position, i) - b * sin.get(position, i));
                x.set(r, c + 1, b * cos.get(position, i + 1) + a * sin.get(position, i + 1));
            }
        }
    }
}
