package vtp.cli.file;

import org.jspecify.annotations.Nullable;
import vtp.cli.console.EnumName;
import vtp.cli.console.UsageException;

/** The file formats that arrays are written in. */
public enum TensorFormat {
    /** Named tensors and metadata. */
    SAFETENSORS,
    /** One array, NumPy's format. */
    NPY;

    /** How names of such files end. */
    public String suffix() {
        return "." + EnumName.of(this);
    }

    /** How names of all such files end. */
    public static String[] endings() {
        return new String[] {SAFETENSORS.suffix(), NPY.suffix()};
    }

    /**
     * The format to write in.
     *
     * @param asked the one that was asked for; null if that is left to the ending of the output
     */
    public static TensorFormat of(OutputTarget outputs, @Nullable TensorFormat asked) {
        boolean named = !outputs.isFolder() && !outputs.isStandardOutput();
        TensorFormat byName = named && outputs.endsWith(NPY.suffix()) ? NPY : SAFETENSORS;
        if (named && asked != null && asked != byName) {
            throw new UsageException(
                    "--format " + EnumName.of(asked) + " contradicts the ending of -o " + outputs.name());
        }
        return asked == null ? byName : asked;
    }
}
