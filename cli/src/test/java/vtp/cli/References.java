package vtp.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What compiled classes of this house refer to, by the names in their constant pools. A compile-time constant of
 * another class leaves no trace there.
 */
final class References {
    /** A class of ours in a name, a descriptor or a signature: "vtp/engine/image/Rgb". */
    private static final Pattern CLASS = Pattern.compile("vtp(?:/[a-z][a-z0-9]*)+/[A-Z][\\w$]*");

    private References() {}

    /** The classes of ours, other than itself, that each class below a folder refers to. */
    static Map<String, Set<String>> below(Path folder) {
        Map<String, Set<String>> references = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(References::isClass).toList()) {
                ClassModel model = ClassFile.of().parse(file);
                String name = model.thisClass().asInternalName().replace('/', '.');
                Set<String> others = new TreeSet<>(classes(model));
                others.remove(name);
                references.put(name, others);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return references;
    }

    private static boolean isClass(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".class") && !name.contains("-info.");
    }

    private static Set<String> classes(ClassModel model) {
        Set<String> classes = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof Utf8Entry text) {
                Matcher matcher = CLASS.matcher(text.stringValue());
                while (matcher.find()) {
                    classes.add(matcher.group().replace('/', '.'));
                }
            }
        }
        return classes;
    }

    /** The packages of classes. */
    static Set<String> packagesOf(Set<String> classNames) {
        Set<String> packages = new TreeSet<>();
        classNames.forEach(name -> packages.add(packageOf(name)));
        return packages;
    }

    /** The package of a class. */
    static String packageOf(String className) {
        return className.substring(0, className.lastIndexOf('.'));
    }
}
