package vtp.loader.torch;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import vtp.loader.Bytes;
import vtp.loader.torch.TorchException.Kind;

/**
 * The bytes of one or several pickles, read in order: at most {@value #MOST_BYTES}, and never beyond the file's end.
 */
final class PickleBytes {
    /** The pickle of a network of a thousand tensors, with its optimiser, has 200 KB. */
    static final int MOST_BYTES = 64 << 20;

    private static final int BUFFER_BYTES = 1 << 13;
    /** The longest name of a module, class or function. */
    private static final int LONGEST_LINE = 1000;

    private final Fault fault;
    private final Bytes file;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private int next;
    private long position;

    PickleBytes(Fault fault, Bytes file) {
        this.fault = fault;
        this.file = file;
    }

    /** How many bytes have been read. */
    long position() {
        return position;
    }

    int unsignedByte() throws IOException {
        if (next == buffered) {
            fill();
        }
        position++;
        return Byte.toUnsignedInt(buffer[next++]);
    }

    private void fill() throws IOException {
        require(1);
        buffered = (int) Math.min(BUFFER_BYTES, file.size() - position);
        next = 0;
        file.copy(position, MemorySegment.ofArray(buffer).asSlice(0, buffered));
    }

    private void require(long count) throws TorchException {
        if (count > file.size() - position) {
            throw fault.of(
                    Kind.PICKLE_CUT_SHORT,
                    "needs " + count + " more bytes of pickle from byte " + position + " on, but has "
                            + (file.size() - position) + ": cut short; download or copy it again");
        }
        if (count > MOST_BYTES - position) {
            throw fault.of(Kind.TOO_LARGE, "its pickle has more than " + MOST_BYTES + " bytes");
        }
    }

    /** An unsigned number of 1, 2 or 4 bytes, or a signed one of 8. */
    long littleEndian(int count) throws IOException {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (long) unsignedByte() << (Byte.SIZE * i);
        }
        return value;
    }

    /** A signed number of up to 255 bytes, little-endian: a {@link Long} if it fits. */
    Number integer(int count) throws IOException {
        byte[] bigEndian = new byte[count + 1];
        for (int i = 0; i < count; i++) {
            bigEndian[count - i] = (byte) unsignedByte();
        }
        if (count > 0) {
            bigEndian[0] = (byte) (bigEndian[1] < 0 ? -1 : 0);
        }
        BigInteger value = new BigInteger(bigEndian);
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    /** A text of so many bytes of UTF-8. */
    String text(long count) throws IOException {
        require(count);
        byte[] utf8 = new byte[(int) count];
        for (int i = 0; i < utf8.length; i++) {
            utf8[i] = (byte) unsignedByte();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw fault.of(Kind.BAD_PICKLE, "has a text before byte " + position + " that is not UTF-8");
        }
    }

    /** The bytes before the next line feed, each as a character. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
            if (line.length() == LONGEST_LINE) {
                throw fault.of(Kind.BAD_PICKLE, "names a class by more than " + LONGEST_LINE + " characters");
            }
            line.append((char) c);
        }
        return line.toString();
    }
}
