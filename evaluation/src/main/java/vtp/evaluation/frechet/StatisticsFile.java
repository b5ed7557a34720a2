package vtp.evaluation.frechet;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.network.InceptionInput;
import vtp.loader.AtomicFile;
import vtp.loader.Dtype;
import vtp.loader.Npz;
import vtp.loader.NpzWriter;

/**
 * Statistics of a set of pictures, as pytorch-fid and OpenAI's evaluator keep them in an {@code .npz}: {@code mu} and
 * {@code sigma}, and for sFID {@code mu_s} and {@code sigma_s}. What is written here says in {@code count} and
 * {@code tf} how many pictures there were and how they were prepared, which others' files do not.
 *
 * @param pooled mean and covariance of the features that FID compares
 * @param spatial those that sFID compares, if there are any
 * @param input how pictures were prepared, if that is known
 * @since 0.1.0
 */
public record StatisticsFile(
        FeatureStatistics pooled,
        @Nullable FeatureStatistics spatial,
        @Nullable InceptionInput input) {
    private static final String COUNT = "count";
    private static final String TF = "tf";
    private static final String SPATIAL = "_s";
    private static final ValueLayout.OfDouble F64 =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Returns whether an open file holds statistics, whatever else. */
    static boolean isIn(Npz file) {
        return file.arrays().containsKey("mu") && file.arrays().containsKey("sigma");
    }

    /**
     * Reads a file.
     *
     * @param size how many features there must be, or 0 for any number
     * @throws vtp.loader.LoaderException if it is malformed, or cannot be read
     * @throws EvaluationException if its arrays have other shapes, hold NaN or infinity, or no covariance
     */
    public static StatisticsFile read(Path path, int size) throws IOException {
        try (Npz file = Npz.open(path)) {
            String name = path.toString();
            Map<String, Npz.Array> arrays = file.arrays();
            long count = arrays.containsKey(COUNT) ? number(file.array(COUNT)) : 0;
            FeatureStatistics pooled = read(file, name, "", size, count);
            FeatureStatistics spatial = arrays.containsKey("mu" + SPATIAL) ? read(file, name, SPATIAL, 0, count) : null;
            return new StatisticsFile(pooled, spatial, input(file, spatial != null));
        }
    }

    /** OpenAI's evaluator alone, but for ourselves, writes statistics for sFID. */
    private static @Nullable InceptionInput input(Npz file, boolean spatial) throws IOException {
        if (file.arrays().containsKey(TF)) {
            return number(file.array(TF)) == 0 ? InceptionInput.PYTORCH : InceptionInput.TF;
        }
        return spatial ? InceptionInput.TF : null;
    }

    private static long number(Npz.Array array) throws IOException {
        long[] value = new long[1];
        array.reader().longs(0, value);
        return value[0];
    }

    private static FeatureStatistics read(Npz file, String name, String suffix, int wanted, long count)
            throws IOException {
        Npz.Array mu = file.array("mu" + suffix);
        Npz.Array sigma = file.array("sigma" + suffix);
        long size = mu.shape().size() == 1 ? mu.shape().get(0) : 0;
        if (size < 1 || (wanted > 0 && size != wanted) || !sigma.shape().equals(List.of(size, size))) {
            throw new EvaluationException(
                    name,
                    "mu" + suffix + " has the shape " + mu.shape() + " and sigma" + suffix + " " + sigma.shape()
                            + ", needed "
                            + (wanted > 0 ? "[" + wanted + "] and [" + wanted + ", " + wanted + "]" : "[n] and [n, n]")
                            + ": these are statistics of other features");
        }
        if (size > Short.MAX_VALUE) {
            throw new EvaluationException(name, size + " features are more than any network's here");
        }
        double[] mean = doubles(name, mu, 0, (int) size);
        SymmetricMatrix covariance = new SymmetricMatrix((int) size);
        double[][] rows = new double[(int) size][];
        for (int i = 0; i < size; i++) {
            rows[i] = doubles(name, sigma, i * size, (int) size);
            for (int j = i; j < size; j++) {
                covariance.set(i, j, rows[i][j]);
            }
            for (int j = 0; j < i; j++) {
                requireSymmetry(name, sigma.name(), rows[i][j], covariance, i, j);
            }
            requireVariance(name, sigma.name(), rows[i][i], i);
        }
        return new FeatureStatistics(count, mean, covariance, null);
    }

    private static void requireSymmetry(String file, String sigma, double value, SymmetricMatrix matrix, int i, int j)
            throws EvaluationException {
        double scale = Math.sqrt(matrix.get(j, j) * Math.max(matrix.get(i, i), 0));
        if (Math.abs(value - matrix.get(i, j)) > 1e-5 * scale + Float.MIN_NORMAL) {
            throw new EvaluationException(
                    file,
                    sigma + "[" + i + ", " + j + "] is " + value + " and its mirror " + matrix.get(i, j)
                            + ": that is no covariance");
        }
    }

    private static void requireVariance(String file, String sigma, double value, int i) throws EvaluationException {
        if (value < 0) {
            throw new EvaluationException(
                    file, sigma + "[" + i + ", " + i + "] is " + value + ": that is no covariance");
        }
    }

    private static double[] doubles(String file, Npz.Array array, long first, int count) throws IOException {
        double[] values = new double[count];
        array.reader().doubles(first, values);
        for (int i = 0; i < count; i++) {
            if (!Double.isFinite(values[i])) {
                throw new EvaluationException(
                        file, "value " + (first + i) + " of " + array.name() + " is " + values[i]);
            }
        }
        return values;
    }

    /**
     * Writes a file, whole or not at all: float64, stored.
     *
     * @param path replaced if it exists
     * @throws vtp.loader.FileAccessException if it cannot be written
     */
    public void write(Path path) throws IOException {
        try (NpzWriter writer = new NpzWriter(AtomicFile.open(path, AtomicFile.Existing.REPLACE))) {
            write(writer, "", pooled);
            if (spatial != null) {
                write(writer, SPATIAL, spatial);
            }
            if (pooled.count() > 0) {
                write(writer, COUNT, pooled.count());
            }
            if (input != null) {
                write(writer, TF, input == InceptionInput.TF ? 1 : 0);
            }
            writer.finish();
        }
    }

    private static void write(NpzWriter writer, String name, long value) throws IOException {
        writer.begin(name, Dtype.I64, List.of());
        MemorySegment bytes = MemorySegment.ofArray(new byte[Long.BYTES]);
        bytes.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, value);
        writer.write(bytes);
    }

    private static void write(NpzWriter writer, String suffix, FeatureStatistics statistics) throws IOException {
        long size = statistics.size();
        MemorySegment row = MemorySegment.ofArray(new byte[Math.toIntExact(size * Double.BYTES)]);
        writer.begin("mu" + suffix, Dtype.F64, List.of(size));
        MemorySegment.copy(statistics.mean(), 0, row, F64, 0, statistics.size());
        writer.write(row);
        writer.begin("sigma" + suffix, Dtype.F64, List.of(size, size));
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                row.set(F64, (long) j * Double.BYTES, statistics.covariance(i, j));
            }
            writer.write(row);
        }
    }
}
