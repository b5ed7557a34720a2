package vtp.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vtp.loader.Checkpoint;
import vtp.loader.FloatReader;
import vtp.loader.TensorInfo;

/**
 * A folder of shards as LightningDiT's ImgLatentDataset reads it: every {@code *.safetensors} of the folder in the
 * order of the names; picture i is row i of the files put end to end by the length of {@code labels}.
 */
final class ShardReader {
    private ShardReader() {}

    @SuppressWarnings("ArrayRecordComponent") // compared element by element
    record Picture(long label, float[] latents, float[] flipped) {}

    static List<Picture> read(Path folder) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        for (Path file : OutputFolder.latents(folder)) {
            try (Checkpoint shard = Checkpoint.open(file)) {
                TensorInfo labels = shard.require("labels");
                long[] numbers = new long[Math.toIntExact(labels.elementCount())];
                FloatReader.of(shard, labels).longs(0, numbers);
                for (int row = 0; row < numbers.length; row++) {
                    pictures.add(new Picture(
                            numbers[row],
                            row(shard, "latents", numbers.length, row),
                            row(shard, "latents_flip", numbers.length, row)));
                }
            }
        }
        return pictures;
    }

    static float[] row(Checkpoint shard, String name, int rows, int row) throws IOException {
        TensorInfo tensor = shard.require(name);
        if (tensor.shape().get(0) != rows) {
            throw new IOException(name + " has the shape " + tensor.shape() + " beside " + rows + " labels");
        }
        float[] values = new float[Math.toIntExact(tensor.elementCount() / rows)];
        FloatReader.of(shard, tensor).floats((long) row * values.length, values);
        return values;
    }
}
