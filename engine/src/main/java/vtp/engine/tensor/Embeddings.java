package vtp.engine.tensor;

import java.util.Arrays;

/**
 * CLIP features of pictures or texts, (count, width), row-major. Held, not copied.
 *
 * @param data {@code count · width} values
 * @param count number of pictures or texts
 * @param width of a feature, 768 for the released models
 */
@SuppressWarnings("ArrayRecordComponent") // a result to be read, never compared
public record Embeddings(float[] data, int count, int width) {

    /** @throws IllegalArgumentException if a size is negative, or the array has another length than they say */
    public Embeddings {
        if (count < 0 || width < 1 || data.length != (long) count * width) {
            throw new IllegalArgumentException("embeddings of shape (" + count + ", " + width + ") need "
                    + (long) count * width + " values, got " + data.length);
        }
    }

    /** A copy of one feature. */
    public float[] row(int index) {
        return Arrays.copyOfRange(data, index * width, (index + 1) * width);
    }

    /** Row {@code index} of this by row {@code otherIndex} of {@code other}, of the same width. */
    public double dot(int index, Embeddings other, int otherIndex) {
        double sum = 0;
        for (int c = 0; c < width; c++) {
            sum += (double) data[index * width + c] * other.data[otherIndex * width + c];
        }
        return sum;
    }
}
