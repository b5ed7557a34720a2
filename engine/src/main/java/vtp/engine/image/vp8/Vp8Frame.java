package vtp.engine.image.vp8;

import javax.imageio.IIOException;

/**
 * A VP8 key frame: its size is read first, its pixels when they are asked for.
 *
 * @since 0.1.0
 */
public final class Vp8Frame {
    private final FrameHeader header;

    private Vp8Frame(FrameHeader header) {
        this.header = header;
    }

    /**
     * Reads the header of the frame that lies between two offsets. Nothing is allocated that a picture's size decides.
     *
     * @throws IIOException if it is no key frame, or one that is cut or damaged
     */
    public static Vp8Frame of(byte[] data, int from, int to) throws IIOException {
        return new Vp8Frame(FrameHeader.read(data, from, to));
    }

    /** Columns of pixels, 1 to 16383. */
    public int width() {
        return header.width();
    }

    /** Rows of pixels, 1 to 16383. */
    public int height() {
        return header.height();
    }

    /**
     * Decodes the pixels, once: (height, width, 3), as libwebp does by default.
     *
     * @throws IIOException if the frame ends before its last macroblock
     */
    public byte[] decode() throws IIOException {
        int rows = header.rows();
        int columns = header.columns();
        Frame frame = new Frame(columns, rows);
        IntraModes modes = new IntraModes(header);
        Residuals residuals = new Residuals(header);
        Reconstruction reconstruction = new Reconstruction(frame, residuals);
        LoopFilter filter = new LoopFilter(header, frame);
        Macroblock block = new Macroblock();
        for (int row = 0; row < rows; row++) {
            BoolDecoder tokens = header.tokens()[row % header.tokens().length];
            modes.beginRow();
            residuals.beginRow();
            for (int column = 0; column < columns; column++) {
                modes.read(block, column);
                boolean coded = !block.skipped
                        && residuals.read(tokens, column, block.inSubblocks, header.quantizers()[block.segment]);
                if (block.skipped) {
                    residuals.skip(column, block.inSubblocks);
                }
                if (tokens.exhausted() || header.firstPartition().exhausted()) {
                    throw new IIOException(
                            "its frame ends in row %d of %d rows of macroblocks".formatted(row + 1, rows));
                }
                reconstruction.make(block, row, column);
                filter.note(row, column, block, coded);
            }
            frame.luma.extendRight(16 * row + 15);
        }
        filter.apply();
        return YuvToRgb.convert(frame, header.width(), header.height());
    }
}
