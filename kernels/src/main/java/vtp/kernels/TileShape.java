package vtp.kernels;

/**
 * How many rows and vectors a {@link Tile} has, and so how many sums: as many as the registers hold beside what of A
 * and B a multiply-add needs.
 */
enum TileShape {
    /**
     * 32 registers of an x86 CPU: 24 sums, 3 vectors of B, 1 of A. They have room for a ninth row, but no more: so the
     * class token, which is a row more than the patches have tiles, costs an eighth of a tile instead of a whole one.
     */
    WIDE(8, 9, 3, 2, Integer.MAX_VALUE),

    /**
     * 32 registers of any other CPU, where to spread a value of A over a vector takes an instruction of those units
     * that multiply: so much of a row goes with each that there are 18 multiply-adds to 3 of those.
     */
    FLAT(3, 3, 6, 0, 256),

    /** 16 registers: 12 sums, 2 vectors of B, 2 of A. */
    NARROW(6, 6, 2, 0, 256),

    /** No fused multiply-add: a product needs a register too. */
    UNFUSED(5, 5, 2, 0, 256);

    private final int rows;
    private final int mostRows;
    private final int vectors;
    private final int fewerVectors;
    private final int mostSteps;

    TileShape(int rows, int mostRows, int vectors, int fewerVectors, int mostSteps) {
        this.rows = rows;
        this.mostRows = mostRows;
        this.vectors = vectors;
        this.fewerVectors = fewerVectors;
        this.mostSteps = mostSteps;
    }

    static TileShape ofThisCpu() {
        if (!Fma.IN_HARDWARE) {
            return UNFUSED;
        }
        if (VectorRegisters.COUNT < 32) {
            return NARROW;
        }
        return VectorRegisters.X86 ? WIDE : FLAT;
    }

    /** See {@link Tile#ROWS}. */
    int rows() {
        return rows;
    }

    /** See {@link Tile#MOST_ROWS}. */
    int mostRows() {
        return mostRows;
    }

    /** See {@link Tile#VECTORS}. */
    int vectors() {
        return vectors;
    }

    /** How many vectors of a row take less time than all, 0 if none do. */
    int fewerVectors() {
        return fewerVectors;
    }

    /** See {@link Tile#MOST_STEPS}. */
    int mostSteps() {
        return mostSteps;
    }
}
