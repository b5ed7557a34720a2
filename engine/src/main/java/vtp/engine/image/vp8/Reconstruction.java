package vtp.engine.image.vp8;

/** Makes a macroblock's samples: the prediction, plus what the coefficients say that it is off. */
final class Reconstruction {
    private final Frame frame;
    private final Residuals residuals;
    private final Transform transform = new Transform();
    private final SubblockPrediction subblocks = new SubblockPrediction();

    Reconstruction(Frame frame, Residuals residuals) {
        this.frame = frame;
        this.residuals = residuals;
    }

    /** Makes the macroblock of a row and a column, whose coefficients were just read. */
    void make(Macroblock block, int row, int column) {
        int at = frame.luma.at(16 * row, 16 * column);
        if (block.inSubblocks) {
            makeSubblocks(block, at);
        } else {
            BlockPrediction.predict(block.lumaMode, frame.luma, at, 16, row > 0, column > 0);
            addSquare(frame.luma, at, 0, 4);
        }
        int first = Residuals.CHROMA;
        for (Plane chroma : new Plane[] {frame.u, frame.v}) {
            int chromaAt = chroma.at(8 * row, 8 * column);
            BlockPrediction.predict(block.chromaMode, chroma, chromaAt, 8, row > 0, column > 0);
            addSquare(chroma, chromaAt, first, 2);
            first += 4;
        }
    }

    /** Each 4 × 4 block is predicted from the finished ones before it. */
    private void makeSubblocks(Macroblock block, int at) {
        Plane luma = frame.luma;
        // Right of the macroblock, the rows above the lower blocks are not made yet: all look at the row above the
        // macroblock.
        int rightOfAll = at - luma.stride + 16;
        for (int i = 0; i < 16; i++) {
            int x = i % 4;
            int blockAt = at + 4 * (i / 4) * luma.stride + 4 * x;
            int aboveRight = x == 3 ? rightOfAll : blockAt - luma.stride + 4;
            subblocks.predict(block.subblockModes[i], luma.samples, blockAt, luma.stride, aboveRight);
            add(luma, blockAt, i);
        }
    }

    private void addSquare(Plane plane, int at, int first, int side) {
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                add(plane, at + 4 * y * plane.stride + 4 * x, first + y * side + x);
            }
        }
    }

    private void add(Plane plane, int at, int block) {
        int from = block * Residuals.BLOCK;
        if (residuals.content[block] == Residuals.ANY) {
            transform.addInverseDct(residuals.coefficients, from, plane.samples, at, plane.stride);
        } else if (residuals.content[block] == Residuals.DC_ALONE) {
            Transform.addDc(residuals.coefficients[from], plane.samples, at, plane.stride);
        }
    }
}
