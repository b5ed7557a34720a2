package vtp.cli;

import java.util.Optional;

/**
 * Tells Lucene where the Vector API is. Lucene looks for its module, which the launcher does not resolve: the JVM would
 * start slower, and warn of an incubator. The module's classes are on the boot class path instead, where Lucene would
 * use them just as well. In the packed program Lucene asks here: the build (PackProgram) sees to that.
 */
public final class LuceneVectors {
    private LuceneVectors() {}

    /**
     * Finds the module, or the unnamed one that has its classes; empty if there are none.
     *
     * @param name of the module, {@code jdk.incubator.vector}
     */
    public static Optional<Module> find(ModuleLayer layer, String name) {
        return layer.findModule(name).or(() -> of(name + ".FloatVector"));
    }

    private static Optional<Module> of(String className) {
        try {
            return Optional.of(Class.forName(className, false, LuceneVectors.class.getClassLoader())
                    .getModule());
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
