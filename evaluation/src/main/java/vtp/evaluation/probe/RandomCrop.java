package vtp.evaluation.probe;

import java.util.SplittableRandom;
import vtp.engine.image.Resize;
import vtp.engine.image.Rgb;

/**
 * A part of a picture, as torchvision's {@code RandomResizedCrop} draws it: of 8 to 100 % of its area, 3 : 4 to 4 : 3.
 *
 * @param top its first row
 * @param left its first column
 * @param height its rows
 * @param width its columns
 */
record RandomCrop(int top, int left, int height, int width) {
    private static final int TRIES = 10;
    private static final double SMALLEST = 0.08;
    private static final double NARROWEST = 3.0 / 4;
    private static final double WIDEST = 4.0 / 3;

    /** Draws a part; what does not fit in ten tries becomes the largest in the middle. */
    static RandomCrop draw(int height, int width, SplittableRandom random) {
        double area = (double) height * width;
        for (int i = 0; i < TRIES; i++) {
            double part = area * random.nextDouble(SMALLEST, 1);
            double aspect = Math.exp(random.nextDouble(Math.log(NARROWEST), Math.log(WIDEST)));
            long w = (long) Math.rint(Math.sqrt(part * aspect));
            long h = (long) Math.rint(Math.sqrt(part / aspect));
            if (w > 0 && w <= width && h > 0 && h <= height) {
                int top = random.nextInt(height - (int) h + 1);
                int left = random.nextInt(width - (int) w + 1);
                return new RandomCrop(top, left, (int) h, (int) w);
            }
        }
        return middle(height, width);
    }

    /** All of a picture that is neither too narrow nor too wide; of another the middle. */
    static RandomCrop middle(int height, int width) {
        int h = height;
        int w = width;
        double ratio = (double) width / height;
        if (ratio < NARROWEST) {
            h = Math.max(1, (int) Math.rint(width / NARROWEST));
        } else if (ratio > WIDEST) {
            w = Math.max(1, (int) Math.rint(height * WIDEST));
        }
        return new RandomCrop((height - h) / 2, (width - w) / 2, h, w);
    }

    /** Cuts it out, and only then brings it to its size, by Pillow's bicubic filter. */
    Rgb of(Rgb picture, int side) {
        return Resize.resize(picture.crop(top, left, height, width), side, side, Resize.Filter.BICUBIC);
    }
}
