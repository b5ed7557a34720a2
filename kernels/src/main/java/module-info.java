/** Vector kernels over off-heap float matrices: floats only, no model and no file. */
module vtp.kernels {
    requires jdk.incubator.vector;
    requires static transitive org.jspecify;

    exports vtp.kernels;
}
