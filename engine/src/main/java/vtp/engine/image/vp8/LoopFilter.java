package vtp.engine.image.vp8;

/**
 * Smooths the edges of a frame's blocks (section 15): macroblocks row by row, each after its neighbours, once all are
 * made, since they are predicted from samples that are not smoothed yet.
 */
final class LoopFilter {
    private static final int SEGMENT = 3;
    private static final int IN_SUBBLOCKS = 4;
    private static final int INNER_EDGES = 8;

    private final FrameHeader header;
    private final Frame frame;
    /** What was noted of each macroblock: its segment and the flags above. */
    private final byte[] notes;
    /** By segment, and by whether the macroblock is predicted in subblocks. */
    private final FilterStrength[][] strengths = new FilterStrength[Segmentation.SEGMENTS][2];

    LoopFilter(FrameHeader header, Frame frame) {
        this.header = header;
        this.frame = frame;
        notes = new byte[header.rows() * header.columns()];
        for (int i = 0; i < strengths.length; i++) {
            strengths[i][0] = header.filter().strength(header.segmentation(), i, false);
            strengths[i][1] = header.filter().strength(header.segmentation(), i, true);
        }
    }

    /**
     * Notes what the filter must know of a macroblock.
     *
     * @param coded whether it has a coefficient that is not zero: one that is predicted as a whole and has none is
     * smooth inside
     */
    void note(int row, int column, Macroblock block, boolean coded) {
        notes[row * header.columns() + column] = (byte) (block.segment
                | (block.inSubblocks ? IN_SUBBLOCKS : 0)
                | (block.inSubblocks || coded ? INNER_EDGES : 0));
    }

    /** Filters the frame. */
    void apply() {
        if (!header.filter().enabled()) {
            return;
        }
        int next = 0;
        for (int row = 0; row < header.rows(); row++) {
            for (int column = 0; column < header.columns(); column++) {
                byte note = notes[next++];
                FilterStrength strength = strengths[note & SEGMENT][(note & IN_SUBBLOCKS) == 0 ? 0 : 1];
                if (strength.limit() > 0) {
                    filter(row, column, strength, (note & INNER_EDGES) != 0);
                }
            }
        }
    }

    private void filter(int row, int column, FilterStrength strength, boolean inner) {
        boolean simple = header.filter().simple();
        edges(frame.luma, 16, row, column, simple, strength, inner);
        if (!simple) {
            edges(frame.u, 8, row, column, false, strength, inner);
            edges(frame.v, 8, row, column, false, strength, inner);
        }
    }

    /** Smooths the left edge, those inside from left to right, the upper edge, those inside from above. */
    private static void edges(
            Plane plane, int size, int row, int column, boolean simple, FilterStrength strength, boolean inner) {
        int at = plane.at(size * row, size * column);
        edges(plane.samples, at, plane.stride, 1, size, column > 0, simple, strength, inner);
        edges(plane.samples, at, 1, plane.stride, size, row > 0, simple, strength, inner);
    }

    /** Smooths the edges of one direction, see {@link EdgeFilter}; the picture's border is none. */
    private static void edges(
            byte[] samples,
            int at,
            int along,
            int across,
            int size,
            boolean outer,
            boolean simple,
            FilterStrength strength,
            boolean inner) {
        int limit = strength.limit();
        for (int i = outer ? 0 : 4; i < (inner ? size : 4); i += 4) {
            int edge = at + i * across;
            int limitHere = i == 0 ? limit + 4 : limit;
            if (simple) {
                EdgeFilter.simple(samples, edge, along, across, size, limitHere);
            } else {
                EdgeFilter.normal(samples, edge, along, across, size, limitHere, strength, i == 0);
            }
        }
    }
}
