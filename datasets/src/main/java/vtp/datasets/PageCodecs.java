package vtp.datasets;

import dev.hardwood.internal.compression.Decompressor;
import dev.hardwood.internal.compression.DecompressorFactory;
import dev.hardwood.metadata.CompressionCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;

/**
 * Unpacks pages of Parquet files without native code, where Hardwood's own decoders of Snappy and Zstandard need it.
 * None reserves memory for bytes that it has not unpacked.
 */
final class PageCodecs extends DecompressorFactory {
    /** How far back a copy may reach: Snappy's writers compress so much at a time. */
    private static final int SNAPPY_WINDOW_BYTES = 1 << 16;

    PageCodecs() {
        super(null);
    }

    @Override
    public Decompressor getDecompressor(CompressionCodec codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Codec(codec, in -> in);
            case SNAPPY -> new Codec(codec, in -> new SnappyCompressorInputStream(in, SNAPPY_WINDOW_BYTES));
            case GZIP -> new Codec(codec, GZIPInputStream::new);
            default ->
                throw new UnsupportedOperationException(
                        "it is compressed with " + codec + "; write it anew with SNAPPY, GZIP or without compression");
        };
    }

    @FunctionalInterface
    private interface Unpacking {
        InputStream of(InputStream packed) throws IOException;
    }

    private record Codec(CompressionCodec codec, Unpacking unpacking) implements Decompressor {
        @Override
        public byte[] decompress(ByteBuffer compressed, int uncompressedSize) throws IOException {
            byte[] packed = new byte[compressed.remaining()];
            compressed.duplicate().get(packed);
            try (InputStream in = unpacking.of(new ByteArrayInputStream(packed))) {
                byte[] bytes = in.readNBytes(uncompressedSize);
                if (bytes.length < uncompressedSize || in.read() >= 0) {
                    throw new IOException("a page has " + (bytes.length < uncompressedSize ? "fewer" : "more")
                            + " than " + uncompressedSize + " bytes");
                }
                return bytes;
            }
        }

        @Override
        public String getName() {
            return codec.name();
        }
    }
}
