package vtp.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.ModelException;
import vtp.engine.config.WeightType;
import vtp.engine.files.ModelSource;

/**
 * The models of this JVM, which is an executor, or a driver that runs tasks or folds constants itself. Each is loaded
 * by the first task that needs it, while the others wait, shared by all, and closed when the JVM ends; in a driver,
 * when the application does.
 */
final class ExecutorModels {
    private static final Map<Key, VtpModel> LOADED = new ConcurrentHashMap<>();
    private static final Map<String, Boolean> WATCHED = new HashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ExecutorModels::closeAll, "vtp-close"));
    }

    private ExecutorModels() {}

    /** What tells a loaded model from another; the other options do not matter to it. */
    private record Key(String model, String sha256, WeightType weights, Tower tower, int threads) {}

    /**
     * Returns a part of a model for callers that each have as many threads as a task has processors.
     *
     * @throws UncheckedIOException if it cannot be loaded, or is not the one whose sum is asked for
     */
    static VtpModel get(VtpOptions options, Tower tower) {
        return get(options, tower, taskProcessors());
    }

    /** The same for callers with a number of threads each. */
    static VtpModel get(VtpOptions options, Tower tower, int threads) {
        Key key = new Key(options.model(), options.sha256(), options.weights(), tower, threads);
        VtpModel model = LOADED.get(key);
        return model == null ? load(key, options) : model;
    }

    /** How many processors a task has. */
    static int taskProcessors() {
        SparkEnv environment = SparkEnv.get();
        return environment == null ? 1 : environment.conf().getInt("spark.task.cpus", 1);
    }

    private static synchronized VtpModel load(Key key, VtpOptions options) {
        VtpModel before = LOADED.get(key);
        if (before != null) {
            return before;
        }
        try {
            ModelSource source = options.find();
            source.require(key.tower.parts()[0]);
            String sum = VtpOptions.sum(source);
            if (!sum.equals(options.sha256())) {
                throw new ModelException(
                        options.model(),
                        "the sha256 of its weights is " + sum + " on this machine, and " + options.sha256()
                                + " is asked for; put the same model on all machines");
            }
            LoadOptions how = LoadOptions.defaults()
                    .withThreads(key.threads)
                    .withWeights(options.weights())
                    .withParts(key.tower.parts());
            VtpModel model = VtpModel.load(source, how);
            LOADED.put(key, model);
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Has what this JVM loads closed when the application ends: its driver may live on. */
    static synchronized void closeWith(SparkContext context) {
        if (WATCHED.putIfAbsent(context.applicationId(), true) == null) {
            context.addSparkListener(new SparkListener() {
                @Override
                public void onApplicationEnd(SparkListenerApplicationEnd end) {
                    closeAll();
                }
            });
        }
    }

    /** How many are loaded. */
    static int count() {
        return LOADED.size();
    }

    private static synchronized void closeAll() {
        LOADED.values().forEach(VtpModel::close);
        LOADED.clear();
    }
}
