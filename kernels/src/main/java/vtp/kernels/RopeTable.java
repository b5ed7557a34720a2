package vtp.kernels;

import java.lang.foreign.SegmentAllocator;

/**
 * Sines and cosines of the rotary position embedding of a grid of patches, as the reference makes them in bfloat16.
 *
 * <p>With ⟦·⟧ for rounding to bfloat16, every other operation in float32: position i of n has the coordinate ⟦⟦2 ⟦⟦i +
 * 0.5⟧ / n⟧⟧ − 1⟧ =: c, the angle for a period p is θ = ⟦⟦2π c⟧ / p⟧, and the table holds ⟦sin θ⟧ and ⟦cos θ⟧, computed
 * in float64 and rounded to float32 first. The D / 2 columns of a patch are the angles of its row for each of the D / 4
 * periods, then those of its column.
 *
 * @param sin (height · width, D / 2), patches row by row
 * @param cos (height · width, D / 2)
 * @since 0.1.0
 */
public record RopeTable(Mat sin, Mat cos) {

    /**
     * Makes the table of a grid.
     *
     * @param height rows of patches
     * @param width columns of patches
     * @param periods (D / 4), already rounded to bfloat16
     */
    public static RopeTable of(SegmentAllocator allocator, int height, int width, float[] periods) {
        int quarter = periods.length;
        Mat sin = Mat.allocate(allocator, height * width, 2 * quarter);
        Mat cos = Mat.allocate(allocator, height * width, 2 * quarter);
        float[] rowAngles = angles(height, periods);
        float[] columnAngles = angles(width, periods);
        float[] angles = new float[2 * quarter];
        float[] values = new float[2 * quarter];
        for (int i = 0; i < height; i++) {
            System.arraycopy(rowAngles, i * quarter, angles, 0, quarter);
            for (int j = 0; j < width; j++) {
                System.arraycopy(columnAngles, j * quarter, angles, quarter, quarter);
                for (int c = 0; c < values.length; c++) {
                    values[c] = Bf16.round((float) Math.sin(angles[c]));
                }
                sin.copyRowFrom(i * width + j, values, 0);
                for (int c = 0; c < values.length; c++) {
                    values[c] = Bf16.round((float) Math.cos(angles[c]));
                }
                cos.copyRowFrom(i * width + j, values, 0);
            }
        }
        return new RopeTable(sin, cos);
    }

    /** (count, D / 4). */
    private static float[] angles(int count, float[] periods) {
        float[] angles = new float[count * periods.length];
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < periods.length; p++) {
                angles[i * periods.length + p] = angle(i, count, periods[p]);
            }
        }
        return angles;
    }

    private static float angle(int position, int count, float period) {
        float fraction = Bf16.round(Bf16.round(position + 0.5f) / count);
        float coordinate = Bf16.round(Bf16.round(2 * fraction) - 1);
        float turned = Bf16.round(coordinate * 6.2831855f);
        return Bf16.round(turned / period);
    }
}
