package vtp.engine.image;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageReaderWriterSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The decoders, each by name: the JDK's for PNG and JPEG, TwelveMonkeys' for TIFF.
 *
 * <p>Plug-ins that are on the class path as well do not come between, so a picture reads alike in every program; and a
 * decoder that is not needed is not loaded.
 */
final class ImageIoReaders {
    /** Decoders look ahead by some bytes. */
    private static final int READS_AFTER_THE_END = 64;

    private ImageIoReaders() {}

    /** The JDK's own decoder of a format. */
    static ImageReader jdk(String format) throws IOException {
        Iterator<ImageReaderSpi> providers =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
        while (providers.hasNext()) {
            ImageReaderSpi provider = providers.next();
            if (isJdks(provider, format)) {
                return provider.createReaderInstance();
            }
        }
        throw missing(format);
    }

    static boolean isJdks(ImageReaderWriterSpi provider, String format) {
        return provider.getClass().getModule().equals(ImageReader.class.getModule())
                && Arrays.asList(provider.getFormatNames()).contains(format);
    }

    static IOException missing(String format) {
        return new IOException("this Java lacks its " + format + " support: the module java.desktop is incomplete");
    }

    static ImageReader tiff() throws IOException {
        return new TIFFImageReaderSpi().createReaderInstance();
    }

    /**
     * A stream over bytes in memory: ImageIO's cache files are never used. A decoder that reads on and on after the
     * end, as that of WebP does where a damaged header promises thousands of tables, is stopped.
     */
    static ImageInputStream stream(byte[] bytes) {
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)) {
            private int readsAfterTheEnd;

            @Override
            public int read() throws IOException {
                int value = super.read();
                if (value < 0 && ++readsAfterTheEnd > READS_AFTER_THE_END) {
                    throw new TruncatedException(null);
                }
                return value;
            }
        };
    }
}
