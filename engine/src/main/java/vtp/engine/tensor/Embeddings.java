package vtp.engine.tensor;

import java.util.Arrays;
import java.util.Objects;

/**
 * Features of pictures or texts, one each, (count, width), row-major. Held, not copied.
 *
 * @param data {@code count · width} values
 * @param count number of pictures or texts
 * @param width of a feature, 768 for CLIP's of the released models
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // a result to be read, never compared
public record Embeddings(float[] data, int count, int width) {
    /** As the reference's normalize has it. */
    private static final double SHORTEST = 1e-12;

    /** @throws IllegalArgumentException if a size is negative, or the array has another length than they say */
    public Embeddings {
        if (count < 0 || width < 1 || data.length != (long) count * width) {
            throw new IllegalArgumentException("embeddings of shape (" + count + ", " + width + ") need "
                    + (long) count * width + " values, got " + data.length);
        }
    }

    /**
     * A copy of one feature.
     *
     * @throws IndexOutOfBoundsException if there is none of this index
     */
    public float[] row(int index) {
        Objects.checkIndex(index, count);
        return Arrays.copyOfRange(data, index * width, (index + 1) * width);
    }

    /** Returns the same, each feature divided by its length, of at least 10⁻¹². */
    public Embeddings normalised() {
        float[] unit = new float[data.length];
        for (int row = 0; row < count; row++) {
            double length = Math.max(Math.sqrt(dot(row, this, row)), SHORTEST);
            for (int i = row * width; i < (row + 1) * width; i++) {
                unit[i] = (float) (data[i] / length);
            }
        }
        return new Embeddings(unit, count, width);
    }

    /**
     * The scalar product of row {@code index} and row {@code otherIndex} of {@code other}, summed in float64; the
     * cosine of the angle between them if both have length 1.
     *
     * @throws IndexOutOfBoundsException if one of the rows does not exist
     * @throws IllegalArgumentException if the widths differ
     */
    public double dot(int index, Embeddings other, int otherIndex) {
        Objects.checkIndex(index, count);
        Objects.checkIndex(otherIndex, other.count);
        if (width != other.width) {
            throw new IllegalArgumentException(
                    "features are " + width + " and " + other.width + " wide: they are not of the same model");
        }
        double sum = 0;
        for (int c = 0; c < width; c++) {
            sum += (double) data[index * width + c] * other.data[otherIndex * width + c];
        }
        return sum;
    }
}
