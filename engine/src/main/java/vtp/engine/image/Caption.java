package vtp.engine.image;

import java.util.Map;

/**
 * Words drawn into pictures, in an alphabet of 5 × 7 pixels that needs no font of the system, of which a server may
 * have none. It has the letters that captions use.
 */
final class Caption {
    private static final int GLYPH_WIDTH = 5;
    private static final int GLYPH_HEIGHT = 7;
    private static final int ADVANCE = GLYPH_WIDTH + 1;
    /** Below the line on which letters stand: what g and p reach down. */
    private static final int DESCENT = 2;

    private static final byte INK = (byte) 0x20;

    /** Rows from the top, the leftmost pixel in the highest of five bits; nine rows where a letter reaches down. */
    private static final Map<Character, int[]> GLYPHS = Map.ofEntries(
            Map.entry(' ', new int[] {}),
            Map.entry('4', new int[] {2, 6, 10, 18, 31, 2, 2}),
            Map.entry('a', new int[] {0, 0, 14, 1, 15, 17, 15}),
            Map.entry('c', new int[] {0, 0, 14, 16, 16, 17, 14}),
            Map.entry('d', new int[] {1, 1, 13, 19, 17, 17, 15}),
            Map.entry('e', new int[] {0, 0, 14, 17, 31, 16, 14}),
            Map.entry('f', new int[] {6, 9, 8, 28, 8, 8, 8}),
            Map.entry('g', new int[] {0, 0, 15, 17, 17, 17, 15, 1, 14}),
            Map.entry('i', new int[] {4, 0, 12, 4, 4, 4, 14}),
            Map.entry('l', new int[] {12, 4, 4, 4, 4, 4, 14}),
            Map.entry('n', new int[] {0, 0, 22, 25, 17, 17, 17}),
            Map.entry('o', new int[] {0, 0, 14, 17, 17, 17, 14}),
            Map.entry('r', new int[] {0, 0, 22, 25, 16, 16, 16}),
            Map.entry('s', new int[] {0, 0, 14, 16, 14, 1, 30}),
            Map.entry('t', new int[] {8, 8, 28, 8, 8, 9, 6}),
            Map.entry('u', new int[] {0, 0, 17, 17, 17, 19, 13}),
            Map.entry('x', new int[] {0, 0, 17, 10, 4, 10, 17}));

    private Caption() {}

    /** How wide a text is, each pixel of its letters {@code scale} wide. */
    static int width(String text, int scale) {
        return (text.length() * ADVANCE - 1) * scale;
    }

    /** How high every text is. */
    static int height(int scale) {
        return (GLYPH_HEIGHT + DESCENT) * scale;
    }

    /** Draws a text in dark grey, its upper left corner at (top, left); what lies outside the picture is cut off. */
    static void draw(Rgb picture, String text, int top, int left, int scale) {
        for (int i = 0; i < text.length(); i++) {
            int[] rows = GLYPHS.get(text.charAt(i));
            if (rows == null) {
                throw new IllegalArgumentException("the alphabet of captions has no '" + text.charAt(i) + "'");
            }
            for (int y = 0; y < rows.length; y++) {
                for (int x = 0; x < GLYPH_WIDTH; x++) {
                    if ((rows[y] >> (GLYPH_WIDTH - 1 - x) & 1) != 0) {
                        dot(picture, top + y * scale, left + (i * ADVANCE + x) * scale, scale);
                    }
                }
            }
        }
    }

    private static void dot(Rgb picture, int top, int left, int side) {
        for (int y = Math.max(0, top); y < Math.min(picture.height(), top + side); y++) {
            for (int x = Math.max(0, left); x < Math.min(picture.width(), left + side); x++) {
                for (int c = 0; c < Rgb.CHANNELS; c++) {
                    picture.data()[(y * picture.width() + x) * Rgb.CHANNELS + c] = INK;
                }
            }
        }
    }
}
