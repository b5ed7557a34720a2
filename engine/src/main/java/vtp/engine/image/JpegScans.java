package vtp.engine.image;

import java.util.Arrays;

/** Which coefficients the scans of a progressive JPEG have given, and how precisely (ITU T.81, annex G). */
final class JpegScans {
    private static final int COEFFICIENTS = 64;

    /**
     * Where one of the first ten coefficients is not given to its last bit, libjpeg-turbo blurs the blocks' edges, and
     * older libraries do so in another way.
     */
    private static final int THAT_MATTER = 10;

    private static final int UNTOLD = 255;

    private final byte[] ids;
    private final int[][] missingBits;
    private int count;

    /** @param ids the components' names in the frame header */
    JpegScans(byte[] ids) {
        this.ids = ids;
        missingBits = new int[ids.length][COEFFICIENTS];
        for (int[] component : missingBits) {
            Arrays.fill(component, UNTOLD);
        }
    }

    /** Takes note of a scan header's body, which begins with the number of components. */
    void add(byte[] file, int at, int end) {
        count++;
        int components = at < end ? file[at] & 0xff : 0;
        int band = at + 1 + 2 * components;
        if (band + 3 > end) {
            return;
        }
        int last = Math.min(file[band + 1] & 0xff, COEFFICIENTS - 1);
        for (int i = 0; i < components; i++) {
            for (int c = 0; c < ids.length; c++) {
                if (ids[c] == file[at + 1 + 2 * i]) {
                    for (int k = file[band] & 0xff; k <= last; k++) {
                        missingBits[c][k] = file[band + 2] & 0xf;
                    }
                }
            }
        }
    }

    /** The number of scans. */
    int count() {
        return count;
    }

    /** Whether a progressive picture is all there, but for details that no decoder makes up. */
    boolean areComplete() {
        return Arrays.stream(missingBits)
                .allMatch(bits ->
                        bits[0] != UNTOLD && Arrays.stream(bits, 1, THAT_MATTER).allMatch(missing -> missing == 0));
    }
}
