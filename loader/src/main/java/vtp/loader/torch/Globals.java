package vtp.loader.torch;

import org.jspecify.annotations.Nullable;
import vtp.loader.Dtype;

/**
 * The classes and functions that a pickle may name. None of them is run: each stands for what is done here in its
 * place.
 */
enum Globals {
    ORDERED_DICT("collections", "OrderedDict", null),
    SIZE("torch", "Size", null),
    REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2", null),
    REBUILD_PARAMETER("torch._utils", "_rebuild_parameter", null),
    FLOAT("torch", "FloatStorage", Dtype.F32),
    HALF("torch", "HalfStorage", Dtype.F16),
    BFLOAT16("torch", "BFloat16Storage", Dtype.BF16),
    DOUBLE("torch", "DoubleStorage", Dtype.F64),
    LONG("torch", "LongStorage", Dtype.I64),
    INT("torch", "IntStorage", Dtype.I32),
    SHORT("torch", "ShortStorage", Dtype.I16),
    CHAR("torch", "CharStorage", Dtype.I8),
    BYTE("torch", "ByteStorage", Dtype.U8),
    BOOL("torch", "BoolStorage", Dtype.BOOL);

    private final String module;
    private final String name;
    private final @Nullable Dtype dtype;

    Globals(String module, String name, @Nullable Dtype dtype) {
        this.module = module;
        this.name = name;
        this.dtype = dtype;
    }

    /** The one of this name; {@code null} if a pickle may not name it. */
    static @Nullable Globals named(String module, String name) {
        for (Globals global : values()) {
            if (global.module.equals(module) && global.name.equals(name)) {
                return global;
            }
        }
        return null;
    }

    /** The element type of a storage class; {@code null} if it is none. */
    @Nullable
    Dtype dtype() {
        return dtype;
    }

    @Override
    public String toString() {
        return module + "." + name;
    }
}
