package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-width")
class HugePagesTest {

    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(longs = {0, 1L << 30}) // too little to ask the system for, and enough
    void piecesAreZeroedAlignedAndApart(long expectedBytes) {
        try (HugePages memory = new HugePages(expectedBytes)) {
            List<MemorySegment> pieces = new ArrayList<>();
            for (long bytes : new long[] {1, 100, MIB + 4, 40 * MIB, 30 * MIB, 200 * MIB, 64}) {
                MemorySegment piece = memory.allocate(bytes, 64);
                assertThat(piece.byteSize()).isEqualTo(bytes);
                assertThat(piece.address() % 64).isZero();
                assertThat(piece.get(ValueLayout.JAVA_BYTE, 0)).isZero();
                assertThat(piece.get(ValueLayout.JAVA_BYTE, bytes - 1)).isZero();
                pieces.add(piece);
                piece.set(ValueLayout.JAVA_BYTE, 0, (byte) pieces.size());
                piece.set(ValueLayout.JAVA_BYTE, bytes - 1, (byte) pieces.size());
            }
            for (int i = 0; i < pieces.size(); i++) {
                MemorySegment piece = pieces.get(i);
                assertThat(piece.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) (i + 1));
                assertThat(piece.get(ValueLayout.JAVA_BYTE, piece.byteSize() - 1))
                        .isEqualTo((byte) (i + 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1L << 30})
    void closingFreesThePieces(long expectedBytes) {
        HugePages memory = new HugePages(expectedBytes);
        MemorySegment piece = memory.allocate(100 * MIB, 64);
        memory.close();
        assertThatThrownBy(() -> piece.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.allocate(100 * MIB, 64)).isInstanceOf(IllegalStateException.class);
    }
}
