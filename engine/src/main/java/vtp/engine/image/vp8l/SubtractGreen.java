package vtp.engine.image.vp8l;

/** Green was subtracted from red and blue (section 3.5.3). */
final class SubtractGreen implements Transform {
    @Override
    public int[] undo(int[] pixels) {
        for (int i = 0; i < pixels.length; i++) {
            int green = pixels[i] >>> 8 & 0xff;
            pixels[i] = Argb.sum(pixels[i], green << 16 | green);
        }
        return pixels;
    }
}
