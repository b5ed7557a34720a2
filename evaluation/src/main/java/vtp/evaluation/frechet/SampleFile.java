package vtp.evaluation.frechet;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vtp.engine.image.Rgb;
import vtp.evaluation.EvaluationException;
import vtp.loader.Dtype;
import vtp.loader.Npz;

/**
 * The pictures of an {@code .npz} file: its array {@code arr_0}, uint8 (n, H, W, 3), as OpenAI's evaluator takes
 * samples. It may be larger than memory.
 *
 * @since 0.1.0
 */
public final class SampleFile implements PictureSource {
    private static final String ARRAY = "arr_0";

    private final String name;
    private final Npz file;
    private final Npz.Array array;
    private final long count;
    private final int height;
    private final int width;
    private long next;

    private SampleFile(String name, Npz file, Npz.Array array) throws EvaluationException {
        this.name = name;
        this.file = file;
        this.array = array;
        List<Long> shape = array.shape();
        boolean pictures = shape.size() == 4 && shape.get(3) == Rgb.CHANNELS && array.dtype() == Dtype.U8;
        if (!pictures || array.fortranOrder() || !fits(shape)) {
            throw new EvaluationException(
                    name,
                    ARRAY + " is " + array.dtype() + " " + shape + (array.fortranOrder() ? " in Fortran order" : "")
                            + ", needed U8 [n, height, width, 3]");
        }
        count = shape.get(0);
        height = Math.toIntExact(shape.get(1));
        width = Math.toIntExact(shape.get(2));
    }

    private static boolean fits(List<Long> shape) {
        long height = shape.get(1);
        long width = shape.get(2);
        return height > 0 && width > 0 && height < 1 << 15 && width < 1 << 15 && height * width < 1 << 29;
    }

    /** Returns whether an open file holds pictures, whatever else. */
    static boolean isIn(Npz file) {
        return file.arrays().containsKey(ARRAY);
    }

    /**
     * Opens a file.
     *
     * @throws vtp.loader.LoaderException if it is malformed, has no {@code arr_0}, or cannot be read
     * @throws EvaluationException if that holds no pictures
     */
    public static SampleFile open(Path path) throws IOException {
        Npz file = Npz.open(path);
        try {
            return new SampleFile(path.toString(), file, file.array(ARRAY));
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public List<Rgb> next(int most) throws IOException {
        List<Rgb> pictures = new ArrayList<>();
        int bytes = height * width * Rgb.CHANNELS;
        while (pictures.size() < most && next < count) {
            byte[] data = new byte[bytes];
            array.copy(next++ * bytes, MemorySegment.ofArray(data));
            pictures.add(new Rgb(height, width, data));
        }
        return pictures;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
