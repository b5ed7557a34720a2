package vtp.engine.image;

import java.io.ByteArrayOutputStream;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/** The Huffman tables of ITU T.81, annex K, which the frames of Motion JPEG leave out. */
final class JpegTables {
    private static final int DHT = 0xC4;
    private static final int AC = 0x10;

    private JpegTables() {}

    /**
     * The segment that defines them: luma as 0, chroma as 1. Tables that a file defines itself come later and count.
     */
    static byte[] standard() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        table(body, 0, JPEGHuffmanTable.StdDCLuminance);
        table(body, 1, JPEGHuffmanTable.StdDCChrominance);
        table(body, AC, JPEGHuffmanTable.StdACLuminance);
        table(body, AC + 1, JPEGHuffmanTable.StdACChrominance);
        int length = body.size() + 2;
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        segment.writeBytes(new byte[] {(byte) 0xFF, (byte) DHT, (byte) (length >> 8), (byte) length});
        segment.writeBytes(body.toByteArray());
        return segment.toByteArray();
    }

    private static void table(ByteArrayOutputStream body, int id, JPEGHuffmanTable table) {
        body.write(id);
        short[] lengths = table.getLengths();
        for (int i = 0; i < 16; i++) {
            body.write(i < lengths.length ? lengths[i] : 0);
        }
        for (short value : table.getValues()) {
            body.write(value);
        }
    }
}
