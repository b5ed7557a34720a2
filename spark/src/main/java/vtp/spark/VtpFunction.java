package vtp.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The functions of SQL by name, with what they take and give. Null in, null out. */
enum VtpFunction {
    VTP_ENCODE(Result.FLOATS, "_FUNC_(content) - Returns the latent of a picture file: K * h * w floats.") {
        @Override
        @Nullable
        Object apply(VtpOptions options, Object[] in) {
            return PictureFunctions.encode(options, (byte[]) in[0]);
        }
    },
    VTP_DECODE(Result.BYTES, "_FUNC_(latent) - Returns the PNG file of a latent's picture.") {
        @Override
        @Nullable
        Object apply(VtpOptions options, Object[] in) {
            return PictureFunctions.decode(options, floats((Seq<?>) in[0]));
        }
    },
    VTP_EMBED_IMAGE(Result.FLOATS, "_FUNC_(content) - Returns the CLIP feature of a picture file, of length 1.") {
        @Override
        @Nullable
        Object apply(VtpOptions options, Object[] in) {
            return PictureFunctions.embedImage(options, (byte[]) in[0]);
        }
    },
    VTP_EMBED_TEXT(Result.FLOATS, "_FUNC_(text) - Returns the CLIP feature of a text, of length 1.") {
        @Override
        @Nullable
        Object apply(VtpOptions options, Object[] in) {
            return PictureFunctions.embedText(options, in[0].toString());
        }
    },
    VTP_FEATURES(
            Result.FLOATS,
            2,
            "_FUNC_(content, layer) - Returns the class token and the mean of the patches' tokens after a block.") {
        @Override
        @Nullable
        Object apply(VtpOptions options, Object[] in) {
            return PictureFunctions.features(options, (byte[]) in[0], ((Number) in[1]).intValue());
        }
    },
    VTP_CLASSIFY(
            Result.FLOATS,
            2,
            "_FUNC_(content, labels) - Returns how probable each label is for a picture file, among the labels.") {
        @Override
        @Nullable
        Object apply(VtpOptions options, Object[] in) {
            return PictureFunctions.classify(options, (byte[]) in[0], texts((Seq<?>) in[1]));
        }
    },
    VTP_ERROR(
            Result.TEXT,
            "_FUNC_(content) - Returns why a picture file cannot be used, null if nothing is wrong with it.") {
        @Override
        @Nullable
        Object apply(VtpOptions options, Object[] in) {
            return PictureFunctions.error(options, (byte[]) in[0]);
        }
    };

    private enum Result {
        FLOATS,
        BYTES,
        TEXT
    }

    private final Result result;
    private final int arity;
    private final String usage;

    VtpFunction(Result result, String usage) {
        this(result, 1, usage);
    }

    VtpFunction(Result result, int arity, String usage) {
        this.result = result;
        this.arity = arity;
        this.usage = usage;
    }

    /** Computes a value of values, none of which is null. */
    abstract @Nullable Object apply(VtpOptions options, Object[] in);

    /** The same of values, each of which may be null. */
    final @Nullable Object call(VtpOptions options, @Nullable Object... in) {
        Object[] values = new Object[in.length];
        for (int i = 0; i < in.length; i++) {
            Object value = in[i];
            if (value == null) {
                return null;
            }
            values[i] = value;
        }
        return apply(options, values);
    }

    /** What SQL calls it. */
    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    DataType type() {
        return switch (result) {
            case FLOATS -> DataTypes.createArrayType(DataTypes.FloatType, false);
            case BYTES -> DataTypes.BinaryType;
            case TEXT -> DataTypes.StringType;
        };
    }

    int arity() {
        return arity;
    }

    /** What DESCRIBE FUNCTION prints. */
    String usage() {
        return usage;
    }

    private static float[] floats(Seq<?> values) {
        float[] floats = new float[values.length()];
        for (int i = 0; i < floats.length; i++) {
            if (!(values.apply(i) instanceof Number number)) {
                throw new IllegalArgumentException("vtp_decode: number " + i + " of a latent is null");
            }
            floats[i] = number.floatValue();
        }
        return floats;
    }

    private static List<String> texts(Seq<?> values) {
        List<String> texts = new ArrayList<>();
        for (Object value : CollectionConverters.asJava(values)) {
            if (value == null) {
                throw new IllegalArgumentException("vtp_classify: label " + texts.size() + " is null");
            }
            texts.add(value.toString());
        }
        return List.copyOf(texts);
    }
}
