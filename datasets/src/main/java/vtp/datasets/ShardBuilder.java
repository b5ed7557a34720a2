package vtp.datasets;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vtp.loader.AtomicFile;
import vtp.loader.Dtype;
import vtp.loader.FloatRounding;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

/**
 * One shard in the making. How many rows it will have is known at its end only, and a safetensors file has its tensors
 * one after another: so the rows of each tensor wait in a file of their own, in the folder for unfinished work.
 */
final class ShardBuilder implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 18;

    private final OutputFolder out;
    private final int shard;
    private final Dtype dtype;
    private final List<Rows> tensors = new ArrayList<>();
    private final List<Manifest.Line> lines = new ArrayList<>();
    private final @Nullable ChannelMoments moments;
    private int rows;

    ShardBuilder(OutputFolder out, int shard, List<ShardTensor> tensors, Dtype dtype) throws IOException {
        this.out = out;
        this.shard = shard;
        this.dtype = dtype;
        ChannelMoments latents = null;
        for (ShardTensor tensor : tensors) {
            latents = tensor.isLatents()
                    ? new ChannelMoments(Math.toIntExact(tensor.shape().get(0)))
                    : latents;
            this.tensors.add(new Rows(tensor, out.work().resolve(shard + "." + this.tensors.size())));
        }
        this.moments = latents;
    }

    /** The rows of one tensor. */
    private static final class Rows {
        final ShardTensor tensor;
        final Path file;
        final FileChannel channel;
        final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

        Rows(ShardTensor tensor, Path file) throws IOException {
            this.tensor = tensor;
            this.file = file;
            try {
                channel = FileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw DatasetException.unwritable(file.toString(), e);
            }
        }

        void add(float[] row, Dtype dtype) throws IOException {
            int most = BUFFER_BYTES / Float.BYTES;
            for (int from = 0; from < row.length; from += most) {
                int count = Math.min(most, row.length - from);
                if (buffer.remaining() < count * Float.BYTES) {
                    flush();
                }
                ShardElements.put(dtype, row, from, count, buffer);
            }
        }

        void flush() throws IOException {
            buffer.flip();
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw DatasetException.unwritable(file.toString(), e);
            }
            buffer.clear();
        }

        void copyTo(TensorWriter writer) throws IOException {
            flush();
            channel.position(0);
            while (channel.read(buffer) >= 0) {
                writer.write(MemorySegment.ofBuffer(buffer.flip()));
                buffer.clear();
            }
        }
    }

    /** Adds a picture's rows. */
    void add(Item item, List<float[]> values) throws IOException {
        for (int t = 0; t < values.size(); t++) {
            Rows tensor = tensors.get(t);
            tensor.add(values.get(t), dtype);
            if (moments != null && tensor.tensor.isLatents()) {
                moments.add(values.get(t), value -> FloatRounding.rounded(dtype, (float) value));
            }
        }
        lines.add(new Manifest.Line(item.name(), item.label(), rows, null));
        rows++;
    }

    /** Adds a picture that has none. */
    void addFailure(Item item, String why) {
        lines.add(new Manifest.Line(item.name(), item.label(), 0, why));
    }

    int pictures() {
        return lines.size();
    }

    int shard() {
        return shard;
    }

    /** Puts the shard's files in their places, and then commits them. */
    ShardRecord commit(Manifest manifest) throws IOException {
        ShardRecord record = write();
        try {
            manifest.commit(lines, record);
            return record;
        } catch (IOException e) {
            delete(record.files().keySet());
            throw e;
        }
    }

    /** Puts the shard's files in their places. */
    ShardRecord write() throws IOException {
        Map<String, Long> files = new LinkedHashMap<>();
        try {
            for (String folder : tensors.stream()
                    .map(rows -> rows.tensor.folder())
                    .distinct()
                    .toList()) {
                if (rows > 0) {
                    files.put(out.shard(folder, shard), write(folder));
                }
            }
            return new ShardRecord(shard, lines.size(), rows, files, moments);
        } catch (IOException e) {
            delete(files.keySet());
            throw e;
        }
    }

    private void delete(Set<String> files) throws IOException {
        for (String file : files) {
            Files.deleteIfExists(out.root().resolve(file));
        }
    }

    /** What a manifest says of its pictures. */
    List<Manifest.Line> lines() {
        return lines;
    }

    /** @return its size in bytes */
    private long write(String folder) throws IOException {
        List<Rows> here = tensors.stream()
                .filter(rows -> rows.tensor.folder().equals(folder))
                .toList();
        List<TensorSpec> specs = new ArrayList<>();
        specs.add(TensorSpec.of("labels", Dtype.I64, rows));
        for (Rows tensor : here) {
            List<Long> shape = new ArrayList<>(tensor.tensor.shape());
            shape.add(0, (long) rows);
            specs.add(new TensorSpec(tensor.tensor.name(), dtype, shape));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("total_size", String.valueOf(rows));
        metadata.put("dtype", ShardElements.torchName(dtype));
        metadata.put("device", "cpu");
        Path target = out.root().resolve(out.shard(folder, shard));
        Path unfinished = out.work().resolve(target.getFileName());
        try (TensorWriter writer =
                TensorWriter.safetensors(AtomicFile.open(unfinished, AtomicFile.Existing.REPLACE), specs, metadata)) {
            writer.write(labels());
            for (Rows tensor : here) {
                tensor.copyTo(writer);
            }
            writer.finish();
        }
        OutputFolder.publish(unfinished, target);
        return Files.size(target);
    }

    private MemorySegment labels() {
        ByteBuffer labels = ByteBuffer.allocate(rows * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Manifest.Line line : lines) {
            if (line.error() == null) {
                labels.putLong(line.label());
            }
        }
        return MemorySegment.ofBuffer(labels.flip());
    }

    /** Removes what is not finished. */
    @Override
    public void close() throws IOException {
        for (Rows tensor : tensors) {
            tensor.channel.close();
            Files.deleteIfExists(tensor.file);
        }
    }
}
