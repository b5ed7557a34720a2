package vtp.engine.files;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import vtp.engine.config.ParameterSpec;
import vtp.loader.Checkpoint;
import vtp.loader.Sha256;
import vtp.loader.TensorInfo;

/**
 * What tells a model from every other, wherever it lies and whatever it is called: the sha256 of its weights, or, where
 * that takes too long, a fingerprint.
 *
 * <p>The sha256 is that of the bytes of the one file, as {@code sha256sum model.safetensors} prints it and the Hugging
 * Face hub shows it. Of shards it is the sha256 of what {@code sha256sum} prints of them in the order of their names:
 * of each a line of its digits, two blanks and its name. The configuration is no part of it.
 *
 * <p>Three gigabytes take seconds to read. A sum is therefore remembered in the user's cache, with the file's path,
 * size, time and number, and read anew when one of them has changed; a file in the cache of the hub is not read at all,
 * since it is named by its sum, which was checked when it was downloaded.
 *
 * @since 0.1.0
 */
public final class CheckpointDigest {
    private static final int SAMPLE_BYTES = 64;
    /** Few, since the command line waits for them, in code that the JVM has not compiled yet. */
    private static final int SAMPLED_TENSORS = 16;

    private static final int FINGERPRINT_DIGITS = 16;

    private final FileSums sums;

    /** @param cache where sums are remembered */
    public CheckpointDigest(UserCache cache) {
        sums = new FileSums(cache);
    }

    /**
     * The sha256 of a model's weights, 64 lower-case hexadecimal digits.
     *
     * @throws IOException if a file cannot be read; never for the cache's sake
     */
    public String sha256(ModelSource model) throws IOException {
        Optional<MemorySegment> memory = model.memory();
        if (memory.isPresent()) {
            return FileSums.sha256(memory.get());
        }
        List<Path> files = model.weightFiles();
        if (files.size() == 1) {
            return sums.sha256(files.get(0));
        }
        MessageDigest lines = Sha256.digest();
        for (Path file : files) {
            String line = sums.sha256(file) + "  " + file.getFileName() + "\n";
            lines.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(lines.digest());
    }

    /**
     * A fingerprint: 16 hexadecimal digits that depend on the architecture and on the type and some bytes in the middle
     * of some tensors, evenly spread among all. It takes milliseconds, is the same for one file and for shards, and
     * differs between checkpoints of one training run; but it is no proof that no weight was changed.
     *
     * @throws IOException if the checkpoint cannot be read
     */
    public static String fingerprint(ModelSource model) throws IOException {
        MessageDigest digest = Sha256.digest();
        digest.update(model.config().toString().getBytes(StandardCharsets.UTF_8));
        List<ParameterSpec> tensors = model.layout().tensors();
        try (Checkpoint checkpoint = model.openUnchecked()) {
            for (int i = 0; i < SAMPLED_TENSORS; i++) {
                TensorInfo tensor = checkpoint
                        .tensors()
                        .get(tensors.get(tensors.size() * i / SAMPLED_TENSORS).name());
                if (tensor == null) {
                    continue; // Whoever loads the model says so, with all else that is wrong.
                }
                digest.update(tensor.dtype().name().getBytes(StandardCharsets.UTF_8));
                byte[] sample = new byte[(int) Math.min(SAMPLE_BYTES, tensor.byteSize())];
                checkpoint.copy(tensor, (tensor.byteSize() - sample.length) / 2, MemorySegment.ofArray(sample));
                digest.update(sample);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, FINGERPRINT_DIGITS);
    }
}
