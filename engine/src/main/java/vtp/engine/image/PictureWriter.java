package vtp.engine.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import vtp.loader.AtomicFile;

/**
 * Writes pictures as PNG, 8 bits RGB, without metadata but the texts that are asked for: the same picture gives the
 * same bytes.
 *
 * @since 0.1.0
 */
public final class PictureWriter {
    private PictureWriter() {}

    /**
     * Writes a file, which appears whole or not at all; one that exists is replaced.
     *
     * @throws vtp.loader.FileAccessException if it cannot be written
     */
    public static void writePng(Rgb picture, Path file) throws IOException {
        try (AtomicFile atomic = AtomicFile.open(file, AtomicFile.Existing.REPLACE)) {
            writePng(picture, atomic.stream());
            atomic.commit();
        }
    }

    /** The bytes of a file of its own. */
    public static byte[] png(Rgb picture) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        writePng(picture, png);
        return png.toByteArray();
    }

    /** Writes to a stream, and does not close it. */
    public static void writePng(Rgb picture, OutputStream stream) throws IOException {
        writePng(picture, Map.of(), stream);
    }

    /**
     * Writes to a stream a picture that says something of itself, and does not close the stream.
     *
     * @param texts by keyword, of 1 to 79 letters; {@link PngText#read} reads them
     */
    public static void writePng(Rgb picture, Map<String, String> texts, OutputStream stream) throws IOException {
        ImageWriter writer = jdkWriter();
        // The JDK's writer hides why a write failed: it gets memory to write to.
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
            writer.setOutput(out);
            writer.write(new IIOImage(picture.toImage(), null, null));
        } finally {
            writer.dispose();
        }
        stream.write(PngText.insert(png.toByteArray(), texts));
        stream.flush();
    }

    private static ImageWriter jdkWriter() throws IOException {
        Iterator<ImageWriterSpi> providers =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageWriterSpi.class, false);
        while (providers.hasNext()) {
            ImageWriterSpi provider = providers.next();
            if (ImageIoReaders.isJdks(provider, "png")) {
                return provider.createWriterInstance();
            }
        }
        throw ImageIoReaders.missing("png");
    }
}
