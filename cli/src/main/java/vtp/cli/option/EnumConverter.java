package vtp.cli.option;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import vtp.cli.console.EnumName;
import vtp.cli.file.NumberType;
import vtp.cli.file.TensorFormat;
import vtp.datasets.DatasetKind;
import vtp.datasets.FeatureKind;
import vtp.engine.config.WeightType;
import vtp.engine.files.Released;
import vtp.engine.image.Orientation;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rounding;
import vtp.evaluation.network.InceptionInput;
import vtp.generation.config.Solver;

/** Reads the constant of an enum that an option names, and offers the names for completion. */
public abstract class EnumConverter<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
    private final Class<E> type;

    /** For the constants of an enum. */
    protected EnumConverter(Class<E> type) {
        this.type = type;
    }

    @Override
    public E convert(String word) {
        for (E constant : type.getEnumConstants()) {
            if (EnumName.of(constant).equals(word)) {
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
            words.add(EnumName.of(constant));
        }
        return words;
    }

    /** Reads what a data set is. */
    public static final class OfDatasetKind extends EnumConverter<DatasetKind> {
        OfDatasetKind() {
            super(DatasetKind.class);
        }
    }

    /** Reads which pictures reconstructions are compared with. */
    public static final class OfReferenceLevels extends EnumConverter<ReferenceLevels> {
        OfReferenceLevels() {
            super(ReferenceLevels.class);
        }
    }

    /** Reads what the best classifier is chosen on. */
    public static final class OfProbeSelection extends EnumConverter<ProbeSelection> {
        OfProbeSelection() {
            super(ProbeSelection.class);
        }
    }

    /** Reads what is to be extracted. */
    public static final class OfFeatureKind extends EnumConverter<FeatureKind> {
        OfFeatureKind() {
            super(FeatureKind.class);
        }
    }

    static final class OfSolver extends EnumConverter<Solver> {
        OfSolver() {
            super(Solver.class);
        }
    }

    static final class OfPreparation extends EnumConverter<Preparation> {
        OfPreparation() {
            super(Preparation.class);
        }
    }

    static final class OfOrientation extends EnumConverter<Orientation> {
        OfOrientation() {
            super(Orientation.class);
        }
    }

    public static final class OfReleased extends EnumConverter<Released> {
        OfReleased() {
            super(Released.class);
        }
    }

    static final class OfRounding extends EnumConverter<Rounding> {
        OfRounding() {
            super(Rounding.class);
        }
    }

    static final class OfWeightType extends EnumConverter<WeightType> {
        OfWeightType() {
            super(WeightType.class);
        }
    }

    public static final class OfTensorFormat extends EnumConverter<TensorFormat> {
        OfTensorFormat() {
            super(TensorFormat.class);
        }
    }

    /** Reads the type of number to write. */
    public static final class OfNumberType extends EnumConverter<NumberType> {
        OfNumberType() {
            super(NumberType.class);
        }
    }

    /** Reads how pictures are prepared for Inception. */
    public static final class OfInceptionInput extends EnumConverter<InceptionInput> {
        OfInceptionInput() {
            super(InceptionInput.class);
        }
    }
}
