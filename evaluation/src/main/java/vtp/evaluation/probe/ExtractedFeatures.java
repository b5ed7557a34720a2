package vtp.evaluation.probe;

import java.io.IOException;
import vtp.datasets.ExtractedRows;

/**
 * Features that an extraction with a {@link ProbeEncoder} has written; they stay in their files.
 *
 * @since 0.1.0
 */
public final class ExtractedFeatures implements Features {
    private final ExtractedRows rows;
    private final int views;

    /**
     * Features of rows that stay open as long as these are used.
     *
     * @param views how many the encoder made, besides the middle
     */
    public ExtractedFeatures(ExtractedRows rows, int views) {
        this.rows = rows;
        this.views = 1 + views;
    }

    @Override
    public int count() {
        return rows.count();
    }

    @Override
    public int views() {
        return views;
    }

    @Override
    public int label(int picture) {
        return Math.toIntExact(rows.label(picture));
    }

    @Override
    public void read(int picture, int view, float[] into, int at) throws IOException {
        int length = rows.length() / views;
        rows.read(picture, view * length, into, at, length);
    }
}
