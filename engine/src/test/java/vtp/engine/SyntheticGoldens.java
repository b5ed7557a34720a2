package vtp.engine;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import vtp.engine.config.ParameterSpec;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.TensorLayout;
import vtp.loader.Checkpoint;
import vtp.loader.TensorInfo;

/** testdata/goldens/synthetic.tsv: what the reference makes of many small configurations; by goldens_synthetic.py. */
public record SyntheticGoldens(
        String name,
        String json,
        int tensors,
        long trunk,
        long decoder,
        long all,
        String shapesSha256,
        String weightsSha256) {
    private static final Path FILE = Path.of("..", "testdata", "goldens", "synthetic.tsv");

    public static List<SyntheticGoldens> rows() throws IOException {
        return Files.readAllLines(FILE).stream()
                .map(line -> line.split("\t"))
                .map(cell -> new SyntheticGoldens(
                        cell[0],
                        cell[1],
                        Integer.parseInt(cell[2]),
                        Long.parseLong(cell[3]),
                        Long.parseLong(cell[4]),
                        Long.parseLong(cell[5]),
                        cell[6],
                        cell[7]))
                .toList();
    }

    public static SyntheticGoldens row(String name) throws IOException {
        return rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public byte[] configJson() {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    public VtpConfig config() throws IOException {
        return VtpConfig.parse(configJson(), name);
    }

    /** Over "name (shape)" of all tensors, sorted by name. */
    public static String shapesSha256(TensorLayout layout) {
        return layout.tensors().stream()
                .sorted(Comparator.comparing(ParameterSpec::name))
                .map(slot -> slot.name()
                        + slot.shape().stream().map(String::valueOf).collect(Collectors.joining(", ", " (", ")\n")))
                .collect(Collectors.collectingAndThen(Collectors.joining(), SyntheticGoldens::sha256));
    }

    /** Over the name and the data of all tensors, sorted by name. */
    public static String weightsSha256(Checkpoint checkpoint) throws IOException {
        MessageDigest digest = sha256();
        for (TensorInfo tensor : checkpoint.tensors().values()) {
            byte[] data = new byte[Math.toIntExact(tensor.byteSize())];
            checkpoint.copy(tensor, 0, MemorySegment.ofArray(data));
            digest.update(tensor.name().getBytes(StandardCharsets.UTF_8));
            digest.update(data);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return name;
    }
}
