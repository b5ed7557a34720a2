package vtp.kernels;

/**
 * What a convolution or a pool looks at for one output: a rectangle of pixels that moves over a picture, which is
 * surrounded by zeros (of a pool, by nothing).
 *
 * <p>A picture of {@code h × w} pixels is {@code h · w} rows of a {@link Mat}, row of pixels after row, a channel a
 * column; several pictures follow each other. Output (i, j) looks at pixels (i · stride − padHeight + a, j · stride −
 * padWidth + c) for a &lt; height and c &lt; width. There are as many outputs as rectangles that fit.
 *
 * @param height rows of pixels
 * @param width pixels in a row
 * @param stride pixels from one output to the next, in both directions
 * @param padHeight rows of zeros above the picture, and below it; less than {@code height}
 * @param padWidth zeros left of the picture, and right of it; less than {@code width}
 * @since 0.1.0
 */
public record Window(int height, int width, int stride, int padHeight, int padWidth) {

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Window {
        if (height < 1 || width < 1 || stride < 1) {
            throw new IllegalArgumentException("window of " + height + " × " + width + " pixels by steps of " + stride);
        }
        if (padHeight < 0 || padHeight >= height || padWidth < 0 || padWidth >= width) {
            throw new IllegalArgumentException("window of " + height + " × " + width + " pixels, padded by " + padHeight
                    + " and " + padWidth + ", could lie outside the picture");
        }
    }

    /** Returns a square window without padding. */
    public static Window of(int side, int stride) {
        return new Window(side, side, stride, 0, 0);
    }

    /** Returns a window whose output is as large as its input: of odd sides, by steps of one pixel. */
    public static Window same(int height, int width) {
        return new Window(height, width, 1, height / 2, width / 2);
    }

    /** Returns how many pixels it has. */
    public int taps() {
        return height * width;
    }

    /** Returns the rows of outputs of a picture that is {@code pictureHeight} pixels high; 0 or less if too low. */
    public int outputHeight(int pictureHeight) {
        return Math.floorDiv(pictureHeight + 2 * padHeight - height, stride) + 1;
    }

    /** Returns the outputs in a row of a picture that is {@code pictureWidth} pixels wide; 0 or less if too narrow. */
    public int outputWidth(int pictureWidth) {
        return Math.floorDiv(pictureWidth + 2 * padWidth - width, stride) + 1;
    }
}
