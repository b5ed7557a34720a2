package vtp.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import vtp.engine.config.ParameterSpec;
import vtp.engine.files.SyntheticCheckpoint;
import vtp.engine.image.Rgb;
import vtp.evaluation.network.Inception;
import vtp.evaluation.network.Lpips;
import vtp.evaluation.network.LpipsBackbone;

/** The networks of evaluation with made-up weights, and pictures for them. */
final class MadeUpNetworks {
    /** Of a picture through Inception. */
    static final double INCEPTION_FLOP = 11.42e9;

    /** Of a pair of pictures of 256 × 256 through VGG16. */
    static final double LPIPS_VGG_FLOP = 80.2e9;

    private MadeUpNetworks() {}

    static Inception inception(int threads) {
        try {
            Path file = write(Inception.parameters());
            Inception inception = Inception.load(file, threads);
            Files.delete(file);
            return inception;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Lpips lpips(int threads) {
        try {
            Path backbone = write(Lpips.parameters(LpipsBackbone.VGG));
            Path heads = write(Lpips.headParameters(LpipsBackbone.VGG));
            Lpips lpips = Lpips.load(LpipsBackbone.VGG, backbone, heads, threads);
            Files.delete(backbone);
            Files.delete(heads);
            return lpips;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(List<ParameterSpec> network) throws IOException {
        Path file = Files.createTempFile("vtp-bench", ".safetensors");
        MemorySegment bytes = SyntheticCheckpoint.bytes(network);
        try (OutputStream out = Files.newOutputStream(file);
                WritableByteChannel channel = Channels.newChannel(out)) {
            channel.write(bytes.asByteBuffer());
        }
        return file;
    }

    /** Pictures of noise. */
    static List<Rgb> pictures(int count, int side) {
        List<Rgb> pictures = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            byte[] data = new byte[side * side * Rgb.CHANNELS];
            random.nextBytes(data);
            pictures.add(new Rgb(side, side, data));
        }
        return pictures;
    }

    /** The same with values between 0 and 1. */
    static List<float[]> unit(List<Rgb> pictures) {
        List<float[]> values = new ArrayList<>();
        for (Rgb picture : pictures) {
            float[] unit = new float[picture.data().length];
            for (int i = 0; i < unit.length; i++) {
                unit[i] = (picture.data()[i] & 0xFF) / 255f;
            }
            values.add(unit);
        }
        return values;
    }
}
