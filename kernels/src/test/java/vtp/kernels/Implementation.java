package vtp.kernels;

/** The implementations of {@link Kernels} that are held to {@link ScalarKernels}. */
enum Implementation {
    SIMD,
    PLAIN;

    Kernels on(Workers workers) {
        return switch (this) {
            case SIMD -> new SimdKernels(workers);
            case PLAIN -> new PlainKernels(workers);
        };
    }
}
