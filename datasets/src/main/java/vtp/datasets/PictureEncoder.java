package vtp.datasets;

import java.util.List;
import vtp.engine.image.Rgb;

/**
 * What is computed of each picture. Many threads call it at once; a result depends on its picture, and on its place in
 * the data set, alone.
 *
 * @since 0.1.0
 */
public interface PictureEncoder {
    /** Returns the tensors that pictures get rows of; those of one folder side by side, in the order of the file. */
    List<ShardTensor> tensors();

    /**
     * Computes the rows of a picture.
     *
     * @param picture as it was read, of any size
     * @return for each of {@link #tensors}, in their order, as many numbers as its shape says
     * @throws IllegalArgumentException if the picture cannot be prepared
     * @throws ArithmeticException if a number is not finite
     */
    float[][] encode(Rgb picture);

    /**
     * Computes the rows of a picture where a part of the result is drawn at random.
     *
     * @param picture as for {@link #encode(Rgb)}, which is all there is to most encoders
     * @param index its position in the data set, from 0: what is drawn must follow from it
     */
    default float[][] encode(Rgb picture, long index) {
        return encode(picture);
    }
}
