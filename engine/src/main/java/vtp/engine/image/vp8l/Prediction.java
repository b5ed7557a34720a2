package vtp.engine.image.vp8l;

/**
 * A prediction from the pixels above and on the left was subtracted (section 3.5.1).
 *
 * @param regions for each square of 2^bits pixels how to predict, in green
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Prediction(int width, int bits, int[] regions) implements Transform {
    private static final int BLACK = 0xff000000;

    @Override
    public int[] undo(int[] pixels) {
        pixels[0] = Argb.sum(pixels[0], BLACK);
        for (int x = 1; x < width; x++) {
            pixels[x] = Argb.sum(pixels[x], pixels[x - 1]);
        }
        int regionsAcross = EntropyImage.blocks(width, bits);
        int y = 1;
        for (int row = width; row < pixels.length; row += width) {
            pixels[row] = Argb.sum(pixels[row], pixels[row - width]);
            int regionRow = (y >> bits) * regionsAcross;
            for (int x = 1; x < width; x++) {
                int mode = regions[regionRow + (x >> bits)] >>> 8 & 0xf;
                // Above and right of a row's last pixel is what follows in memory: the first of its own row.
                pixels[row + x] = Argb.sum(pixels[row + x], predict(mode, pixels, row + x));
            }
            y++;
        }
        return pixels;
    }

    private int predict(int mode, int[] pixels, int at) {
        int left = pixels[at - 1];
        int above = pixels[at - width];
        int aboveLeft = pixels[at - width - 1];
        int aboveRight = pixels[at - width + 1];
        return switch (mode) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> aboveRight;
            case 4 -> aboveLeft;
            case 5 -> Argb.mean(Argb.mean(left, aboveRight), above);
            case 6 -> Argb.mean(left, aboveLeft);
            case 7 -> Argb.mean(left, above);
            case 8 -> Argb.mean(aboveLeft, above);
            case 9 -> Argb.mean(above, aboveRight);
            case 10 -> Argb.mean(Argb.mean(left, aboveLeft), Argb.mean(above, aboveRight));
            case 11 -> nearer(left, above, aboveLeft);
            case 12 -> gradient(left, above, aboveLeft);
            case 13 -> halfGradient(Argb.mean(left, above), aboveLeft);
            default -> BLACK;
        };
    }

    /** Left or above, whichever is nearer to left + above − corner. */
    private static int nearer(int left, int above, int corner) {
        int fromLeft = 0;
        int fromAbove = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int c = corner >>> shift & 0xff;
            fromLeft += Math.abs((above >>> shift & 0xff) - c);
            fromAbove += Math.abs((left >>> shift & 0xff) - c);
        }
        return fromLeft < fromAbove ? left : above;
    }

    /** Left + above − corner, clipped. */
    private static int gradient(int left, int above, int corner) {
        int prediction = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = (left >>> shift & 0xff) + (above >>> shift & 0xff) - (corner >>> shift & 0xff);
            prediction |= clip(value) << shift;
        }
        return prediction;
    }

    /** Mean + (mean − corner) / 2, clipped. */
    private static int halfGradient(int mean, int corner) {
        int prediction = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = mean >>> shift & 0xff;
            prediction |= clip(value + (value - (corner >>> shift & 0xff)) / 2) << shift;
        }
        return prediction;
    }

    private static int clip(int value) {
        return Math.max(0, Math.min(value, 255));
    }
}
