package vtp.loader.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import vtp.loader.AtomicFile;
import vtp.loader.ZipWriter;

/**
 * {@code latents_stats.pt}: mean and standard deviation of each channel of a data set's latents, as LightningDiT's
 * trainer reads them with {@code torch.load}: F32 (1, C, 1, 1) each. The same numbers give the same bytes.
 *
 * @since 0.1.0
 */
public final class LatentsStatsFile {
    private static final String TOP = "latents_stats/";
    private static final int MOST_CHANNELS = 0xffff;

    private LatentsStatsFile() {}

    /**
     * Writes the file and puts it in its place.
     *
     * @param file where to; it is closed, whatever happens
     * @param mean one for each channel, in the latents' units
     * @param std likewise
     * @throws IllegalArgumentException if they are not equally many, from 1 to 65,535
     * @throws vtp.loader.FileAccessException if it cannot be written
     */
    public static void write(AtomicFile file, float[] mean, float[] std) throws IOException {
        try (file) {
            if (mean.length != std.length || mean.length < 1 || mean.length > MOST_CHANNELS) {
                throw new IllegalArgumentException(mean.length + " means and " + std.length
                        + " deviations; equally many, from 1 to " + MOST_CHANNELS + ", are needed");
            }
            ZipWriter zip = new ZipWriter(file.channel());
            add(zip, "data.pkl", pickle(mean.length));
            add(zip, "byteorder", ascii("little"));
            add(zip, "data/0", littleEndian(mean));
            add(zip, "data/1", littleEndian(std));
            add(zip, "version", ascii("3\n"));
            zip.finish();
            file.commit();
        }
    }

    private static void add(ZipWriter zip, String name, byte[] bytes) throws IOException {
        zip.begin(TOP + name, bytes.length);
        zip.write(MemorySegment.ofArray(bytes));
    }

    private static byte[] littleEndian(float[] values) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
        ValueLayout.OfFloat layout = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        MemorySegment.copy(values, 0, bytes, layout, 0, values.length);
        return bytes.toArray(ValueLayout.JAVA_BYTE);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {"mean": tensor of storage 0, "std": tensor of storage 1}, in protocol 2, without a memo. */
    static byte[] pickle(int channels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] count = channels < 256
                ? new byte[] {'K', (byte) channels}
                : new byte[] {'M', (byte) channels, (byte) (channels >> 8)};
        out.writeBytes(new byte[] {(byte) 0x80, 2, '}', '('});
        String[] names = {"mean", "std"};
        for (int k = 0; k < names.length; k++) {
            text(out, names[k]);
            out.writeBytes(ascii("ctorch._utils\n_rebuild_tensor_v2\n(("));
            text(out, "storage");
            out.writeBytes(ascii("ctorch\nFloatStorage\n"));
            text(out, String.valueOf(k));
            text(out, "cpu");
            out.writeBytes(count);
            // Offset 0, sizes (1, C, 1, 1), strides (C, 1, 1, 1).
            out.writeBytes(new byte[] {'t', 'Q', 'K', 0, '(', 'K', 1});
            out.writeBytes(count);
            out.writeBytes(new byte[] {'K', 1, 'K', 1, 't', '('});
            out.writeBytes(count);
            out.writeBytes(new byte[] {'K', 1, 'K', 1, 'K', 1, 't', (byte) 0x89});
            out.writeBytes(ascii("ccollections\nOrderedDict\n)RtR"));
        }
        out.writeBytes(ascii("u."));
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(new byte[] {'X', (byte) text.length(), 0, 0, 0});
        out.writeBytes(ascii(text));
    }
}
