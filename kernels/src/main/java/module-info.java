/**
 * Vector kernels over off-heap float matrices: floats only, no model and no file. The Vector API is optional: a program
 * that wants it is started with {@code --add-modules jdk.incubator.vector}.
 */
module vtp.kernels {
    requires static jdk.incubator.vector;
    requires static transitive org.jspecify;

    exports vtp.kernels;
}
