package vtp.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import vtp.engine.Released;
import vtp.engine.WeightType;
import vtp.engine.image.Orientation;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rounding;

/** The constants of an enum as options name them: in lower case. */
abstract class Words<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
    private final Class<E> type;

    private Words(Class<E> type) {
        this.type = type;
    }

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public E convert(String word) {
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(word)) {
                return constant;
            }
        }
        throw new TypeConversionException("\"" + word + "\" is none of " + String.join(", ", words()));
    }

    @Override
    public Iterator<String> iterator() {
        return words().iterator();
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            words.add(of(constant));
        }
        return words;
    }

    static final class OfPreparation extends Words<Preparation> {
        OfPreparation() {
            super(Preparation.class);
        }
    }

    static final class OfOrientation extends Words<Orientation> {
        OfOrientation() {
            super(Orientation.class);
        }
    }

    static final class OfReleased extends Words<Released> {
        OfReleased() {
            super(Released.class);
        }
    }

    static final class OfRounding extends Words<Rounding> {
        OfRounding() {
            super(Rounding.class);
        }
    }

    static final class OfWeightType extends Words<WeightType> {
        OfWeightType() {
            super(WeightType.class);
        }
    }

    static final class OfBenchTask extends Words<BenchTask> {
        OfBenchTask() {
            super(BenchTask.class);
        }
    }

    static final class OfTensorFormat extends Words<TensorFormat> {
        OfTensorFormat() {
            super(TensorFormat.class);
        }
    }
}
