package vtp.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vtp.engine.TestModels;
import vtp.engine.config.NormKind;
import vtp.engine.config.TextConfig;
import vtp.kernels.Activation;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;
import vtp.kernels.PlainKernels;
import vtp.kernels.RopeTable;
import vtp.kernels.ScalarKernels;
import vtp.kernels.SimdKernels;
import vtp.kernels.Workers;
import vtp.loader.Checkpoint;
import vtp.loader.TensorInfo;

/**
 * The reference's own layers, on inputs that tell near misses apart: another eps, the tanh GELU, a class token that is
 * not rounded.
 */
class KernelGoldensTest {
    private static final Map<String, float[]> VALUES = new HashMap<>();
    private static final Map<String, int[]> SHAPES = new HashMap<>();
    private static final Arena ARENA = Arena.ofAuto();
    private static final Workers WORKERS = new Workers(2);

    @BeforeAll
    static void read() throws IOException {
        try (Checkpoint file = Checkpoint.open(TestModels.GOLDENS.resolve("kernels.safetensors"))) {
            for (TensorInfo info : file.tensors().values()) {
                double[] wide = NumberTensor.read(file, info);
                float[] values = new float[wide.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) wide[i];
                }
                VALUES.put(info.name(), values);
                SHAPES.put(
                        info.name(),
                        info.shape().stream().mapToInt(Long::intValue).toArray());
            }
        }
    }

    @AfterAll
    static void close() {
        WORKERS.close();
    }

    static List<Kernels> kernels() {
        return List.of(new ScalarKernels(), new SimdKernels(WORKERS), new PlainKernels(WORKERS));
    }

    static Stream<String> ropeTables() throws IOException {
        read();
        return VALUES.keySet().stream()
                .filter(name -> name.matches("rope\\.\\d+\\.\\d+\\.sin"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("ropeTables")
    void ropeTablesAreEqual(String name) {
        String[] parts = name.split("\\.", -1);
        int positions = Integer.parseInt(parts[2]);
        float[] periods = values("rope.periods." + parts[1]);
        RopeTable rows = RopeTable.of(ARENA, positions, 1, periods);
        RopeTable columns = RopeTable.of(ARENA, 1, positions, periods);
        float[] sin = values(name);
        float[] cos = values(name.replace(".sin", ".cos"));
        assertThat(rows.sin().cols(0, periods.length).toArray()).isEqualTo(sin);
        assertThat(rows.cos().cols(0, periods.length).toArray()).isEqualTo(cos);
        assertThat(columns.sin().cols(periods.length, periods.length).toArray()).isEqualTo(sin);
        assertThat(columns.cos().cols(periods.length, periods.length).toArray()).isEqualTo(cos);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void rotatedQueriesAndKeysAreEqual(Kernels kernels) {
        RopeTable table = RopeTable.of(ARENA, 3, 4, values("rope.periods.64"));
        for (String which : List.of("q", "k")) {
            Mat x = heads("rotate." + which);
            kernels.rope(x, 2, table, 1);
            assertThat(x.toArray()).isEqualTo(heads("rotate." + which + "_out").toArray());
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void norms(Kernels kernels) {
        for (String name : List.of("layernorm", "layernormbf16", "textnorm", "rmsnorm")) {
            Mat x = rows("norm." + name + ".x");
            Mat y = Mat.allocate(ARENA, x.rows(), x.cols());
            float[] weight = values("norm." + name + ".w");
            switch (name) {
                case "rmsnorm" -> kernels.rmsNorm(x, weight, NormKind.RMSNORM.eps(), y);
                case "textnorm" -> kernels.layerNorm(x, weight, values("norm.textnorm.b"), TextConfig.EPS, y);
                default -> {
                    float eps = name.equals("layernorm") ? NormKind.LAYERNORM.eps() : NormKind.LAYERNORMBF16.eps();
                    kernels.layerNorm(x, weight, values("norm." + name + ".b"), eps, y);
                }
            }
            // Where a row's mean is a thousand times its spread, PyTorch's float32 mean is off, and only the vector
            // kernels follow.
            if (kernels instanceof SimdKernels || name.equals("rmsnorm")) {
                check(name, y, values("norm." + name + ".y"));
            }
            // Rows of 1e-3, 1 and 1e3 around 0, each by itself: the smallest tells one eps from another.
            for (int r = 0; r < 3; r++) {
                check(name + " row " + r, y.rows(r, 1), TestModels.slice(values("norm." + name + ".y"), r, y.cols()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void activations(Kernels kernels) {
        Map<String, Activation> activations =
                Map.of("gelu", Activation.GELU, "quick_gelu", Activation.QUICK_GELU, "silu", Activation.SILU);
        activations.forEach((name, activation) -> {
            Mat x = mat(1, values(name + ".x").length, values(name + ".x"));
            kernels.activate(x, activation, x);
            check(name, x, values(name + ".y"));
        });
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void swiGlu(Kernels kernels) {
        Mat x = rows("swiglu.x");
        Mat y = Mat.allocate(ARENA, x.rows(), x.cols());
        kernels.feedForwardGated(x, linear(kernels, "1"), linear(kernels, "2"), linear(kernels, "3"), null, y);
        check("swiglu", y, values("swiglu.y"));
    }

    private static PackedLinear linear(Kernels kernels, String layer) {
        int[] shape = SHAPES.get("swiglu.w" + layer);
        float[] weights = values("swiglu.w" + layer);
        return PackedLinear.pack(
                ARENA,
                WORKERS,
                kernels.panelColumns(),
                PackedLinear.Storage.F32,
                shape[0],
                shape[1],
                (from, count, target) -> System.arraycopy(weights, from * shape[1], target, 0, count * shape[1]),
                values("swiglu.b" + layer));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void attention(Kernels kernels) {
        for (String name : List.of("attention", "causal", "softmax.large")) {
            Mat q = heads(name + ".q");
            int[] starts = {0, q.rows()};
            int count = SHAPES.get(name + ".q")[1];
            Mat y = Mat.allocate(ARENA, q.rows(), q.cols());
            kernels.attention(
                    q, heads(name + ".k"), heads(name + ".v"), count, starts, starts, name.equals("causal"), y);
            check(name, y, heads(name + ".y").toArray());
        }
    }

    /** Errors divided by the standard deviation of the golden. */
    private static void check(String name, Mat actual, float[] golden) {
        double deviation = SampleStats.of(golden).deviation();
        float[] found = actual.toArray();
        double squares = 0;
        double most = 0;
        for (int i = 0; i < golden.length; i++) {
            double error = Math.abs((double) found[i] - golden[i]) / deviation;
            squares += error * error;
            most = Math.max(most, error);
        }
        assertThat(Math.sqrt(squares / golden.length)).as(name).isLessThanOrEqualTo(2e-6);
        assertThat(most).as(name).isLessThanOrEqualTo(2e-5);
    }

    private static float[] values(String name) {
        return VALUES.get(name).clone();
    }

    /** (M, C). */
    private static Mat rows(String name) {
        int[] shape = SHAPES.get(name);
        return mat(shape[0], shape[1], values(name));
    }

    /** (1, H, T, D) to (T, H · D). */
    private static Mat heads(String name) {
        int[] shape = SHAPES.get(name);
        float[] values = values(name);
        Mat x = Mat.allocate(ARENA, shape[2], shape[1] * shape[3]);
        for (int h = 0; h < shape[1]; h++) {
            for (int t = 0; t < shape[2]; t++) {
                x.rows(t, 1).cols(h * shape[3], shape[3]).copyRowFrom(0, values, (h * shape[2] + t) * shape[3]);
            }
        }
        return x;
    }

    private static Mat mat(int rows, int cols, float[] values) {
        Mat x = Mat.allocate(ARENA, rows, cols);
        for (int r = 0; r < rows; r++) {
            x.copyRowFrom(r, values, r * cols);
        }
        return x;
    }
}
