package vtp.engine.image.vp8;

/**
 * The factors that a segment's coefficients are multiplied by (sections 9.6 and 14.1): for luma, for the block of
 * luma's DC coefficients ("Y2"), and for chroma; the DC coefficient's, and that of all others.
 */
record Quantizer(int lumaDc, int lumaAc, int y2Dc, int y2Ac, int chromaDc, int chromaAc) {
    private static final int LAST = 127;
    /** Chroma's DC factor grows to 132 only. */
    private static final int LAST_CHROMA_DC = 117;

    /** Reads the frame's quantizer indices, and returns the factors of each segment. */
    static Quantizer[] read(BoolDecoder in, Segmentation segmentation) {
        int base = in.number(7);
        int lumaDc = in.optionalSigned(4);
        int y2Dc = in.optionalSigned(4);
        int y2Ac = in.optionalSigned(4);
        int chromaDc = in.optionalSigned(4);
        int chromaAc = in.optionalSigned(4);
        Quantizer[] quantizers = new Quantizer[Segmentation.SEGMENTS];
        for (int i = 0; i < quantizers.length; i++) {
            int q = segmentation.quantizer(i, base);
            quantizers[i] = new Quantizer(
                    DC[index(q + lumaDc, LAST)],
                    AC[index(q, LAST)],
                    2 * DC[index(q + y2Dc, LAST)],
                    Math.max(8, AC[index(q + y2Ac, LAST)] * 155 / 100),
                    DC[index(q + chromaDc, LAST_CHROMA_DC)],
                    AC[index(q + chromaAc, LAST)]);
        }
        return quantizers;
    }

    private static int index(int q, int last) {
        return Math.clamp(q, 0, last);
    }

    private static final int[] DC = Numbers.of("""
              4   5   6   7   8   9  10  10  11  12  13  14  15  16  17  17
             18  19  20  20  21  21  22  22  23  23  24  25  25  26  27  28
             29  30  31  32  33  34  35  36  37  37  38  39  40  41  42  43
             44  45  46  46  47  48  49  50  51  52  53  54  55  56  57  58
             59  60  61  62  63  64  65  66  67  68  69  70  71  72  73  74
             75  76  76  77  78  79  80  81  82  83  84  85  86  87  88  89
             91  93  95  96  98 100 101 102 104 106 108 110 112 114 116 118
            122 124 126 128 130 132 134 136 138 140 143 145 148 151 154 157
            """);

    private static final int[] AC = Numbers.of("""
              4   5   6   7   8   9  10  11  12  13  14  15  16  17  18  19
             20  21  22  23  24  25  26  27  28  29  30  31  32  33  34  35
             36  37  38  39  40  41  42  43  44  45  46  47  48  49  50  51
             52  53  54  55  56  57  58  60  62  64  66  68  70  72  74  76
             78  80  82  84  86  88  90  92  94  96  98 100 102 104 106 108
            110 112 114 116 119 122 125 128 131 134 137 140 143 146 149 152
            155 158 161 164 167 170 173 177 181 185 189 193 197 201 205 209
            213 217 221 225 229 234 239 245 249 254 259 264 269 274 279 284
            """);
}
