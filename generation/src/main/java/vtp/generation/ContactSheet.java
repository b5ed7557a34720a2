package vtp.generation;

import java.util.Arrays;
import java.util.List;
import vtp.engine.image.Rgb;

/**
 * Pictures side by side in one, row by row, a gap of white between.
 *
 * @since 0.1.0
 */
public final class ContactSheet {
    private static final int GAP = 2;
    private static final byte WHITE = (byte) 255;

    private ContactSheet() {}

    /**
     * A sheet.
     *
     * @param pictures at least one, all of one size
     * @param columns how many stand side by side
     * @throws IllegalArgumentException if there are none, or of several sizes
     */
    public static Rgb of(List<Rgb> pictures, int columns) {
        if (pictures.isEmpty() || columns < 1) {
            throw new IllegalArgumentException(pictures.size() + " pictures in " + columns + " columns are no sheet");
        }
        int height = pictures.get(0).height();
        int width = pictures.get(0).width();
        int across = Math.min(columns, pictures.size());
        int down = Math.ceilDiv(pictures.size(), across);
        int sheetWidth = across * (width + GAP) - GAP;
        int sheetHeight = down * (height + GAP) - GAP;
        byte[] levels = new byte[Math.multiplyExact(Rgb.CHANNELS * sheetHeight, sheetWidth)];
        Arrays.fill(levels, WHITE);
        Rgb sheet = new Rgb(sheetHeight, sheetWidth, levels);
        for (int i = 0; i < pictures.size(); i++) {
            Rgb picture = pictures.get(i);
            if (picture.height() != height || picture.width() != width) {
                throw new IllegalArgumentException("pictures of " + height + " × " + width + " and " + picture.height()
                        + " × " + picture.width() + " do not fit on one sheet");
            }
            sheet.paste(picture, i / across * (height + GAP), i % across * (width + GAP));
        }
        return sheet;
    }

    /** How many columns make a sheet about square. */
    public static int squareColumns(int pictures) {
        return Math.max(1, (int) Math.ceil(Math.sqrt(pictures)));
    }
}
