package vtp.search;

import java.awt.Color;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Rgb;

/**
 * Paints a map with the pictures themselves, small, each where it lies, in a frame of its cluster's colour. Where many
 * lie on top of each other, one stands for all.
 *
 * @since 0.1.0
 */
public final class MapPainting {
    private static final int CELLS = 36;
    private static final int CELL = 56;
    private static final int FRAME = 3;
    private static final int THUMBNAIL = CELL - 2 * FRAME - 2;
    /** Turns of the circle of colours from one cluster to the next: the golden section, so that neighbours differ. */
    private static final float TURN = 0.618034f;

    private MapPainting() {}

    /**
     * Paints a map.
     *
     * @param reader of the pictures, whose files are read as they are now; one that is gone is a square of its colour
     * @return of 2016 × 2016 pixels, white where nothing lies
     */
    public static Rgb of(PictureMap map, PictureReader reader) {
        int side = CELLS * CELL;
        byte[] data = new byte[side * side * Rgb.CHANNELS];
        Arrays.fill(data, (byte) 0xff);
        cells(map.spots()).forEach((cell, spot) -> {
            int top = cell / CELLS * CELL;
            int left = cell % CELLS * CELL;
            paint(data, side, top, left, spot.cluster(), Thumbnail.of(spot.picture(), reader, THUMBNAIL));
        });
        return new Rgb(side, side, data);
    }

    /** The pictures to be shown, by the number of their cells, row by row from the top. */
    private static Map<Integer, PictureMap.Spot> cells(List<PictureMap.Spot> spots) {
        double[] xs = range(spots.stream().map(PictureMap.Spot::x).toList());
        double[] ys = range(spots.stream().map(PictureMap.Spot::y).toList());
        Map<Integer, PictureMap.Spot> cells = new HashMap<>();
        for (PictureMap.Spot spot : spots) {
            int cell = (CELLS - 1 - cell(spot.y(), ys)) * CELLS + cell(spot.x(), xs);
            cells.putIfAbsent(cell, spot);
        }
        return cells;
    }

    private static double[] range(Collection<Double> values) {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return new double[] {least, most};
    }

    private static int cell(double value, double[] range) {
        double width = range[1] - range[0];
        return width > 0 ? (int) Math.round((value - range[0]) / width * (CELLS - 1)) : CELLS / 2;
    }

    private static void paint(byte[] data, int side, int top, int left, int cluster, @Nullable Rgb thumbnail) {
        int colour = Color.HSBtoRGB(cluster * TURN, 0.75f, 0.85f);
        for (int y = 1; y < CELL - 1; y++) {
            for (int x = 1; x < CELL - 1; x++) {
                int at = ((top + y) * side + left + x) * Rgb.CHANNELS;
                int inY = y - FRAME - 1;
                int inX = x - FRAME - 1;
                boolean inside = inY >= 0 && inX >= 0 && inY < THUMBNAIL && inX < THUMBNAIL;
                for (int c = 0; c < Rgb.CHANNELS; c++) {
                    data[at + c] = thumbnail != null && inside
                            ? thumbnail.data()[(inY * THUMBNAIL + inX) * Rgb.CHANNELS + c]
                            : (byte) (colour >> (16 - 8 * c));
                }
            }
        }
    }
}
