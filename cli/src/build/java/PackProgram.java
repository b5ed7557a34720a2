import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Packs the shaded jar again so that it starts fast: {@code java PackProgram.java SHADED.jar OUT.jar TIMESTAMP}.
 *
 * <p>Everything is stored, not deflated: classes and weights are read at once. Classes of before Java 6, which are
 * picocli's, get the stack maps of later ones: the JVM takes no class without them into its AOT cache, and verifies
 * them by its slow old verifier. That is a third of {@code vtp --help}.
 *
 * <p>Lucene asks {@code LuceneVectors} where the Vector API is: it does not find it where the launcher puts it, and
 * without it a search takes three times as long.
 *
 * <p>The jar is moved into place: a vtp that is running keeps the one that it has open.
 */
final class PackProgram {
    private static final String ASKS_FOR_VECTORS =
            "org/apache/lucene/internal/vectorization/VectorizationProvider.class";
    private static final ClassDesc ANSWERS = ClassDesc.of("vtp.cli.LuceneVectors");

    private PackProgram() {}

    public static void main(String[] args) throws IOException {
        Path target = Path.of(args[1]);
        LocalDateTime time =
                OffsetDateTime.parse(args[2]).atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime();
        Path beside = target.resolveSibling(target.getFileName() + ".part"); // not a temporary file: all may read it
        try (ZipFile in = new ZipFile(args[0]);
                ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(beside)))) {
            out.setMethod(ZipOutputStream.STORED);
            ClassFile classFile = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassHierarchyResolverOption.of(
                            ClassHierarchyResolver.ofResourceParsing((ClassDesc name) -> open(in, name))
                                    .orElse(ClassHierarchyResolver.defaultResolver())));
            for (ZipEntry entry : Collections.list(in.entries())) {
                byte[] bytes;
                try (InputStream stream = in.getInputStream(entry)) {
                    bytes = stream.readAllBytes();
                }
                if (entry.getName().endsWith(".class")) {
                    bytes = withStackMaps(classFile, bytes);
                }
                if (entry.getName().equals(ASKS_FOR_VECTORS)) {
                    bytes = askingUs(classFile, bytes);
                }
                put(out, entry.getName(), bytes, time);
            }
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static InputStream open(ZipFile jar, ClassDesc name) {
        String descriptor = name.descriptorString();
        ZipEntry entry = jar.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
        try {
            return entry == null ? null : jar.getInputStream(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] withStackMaps(ClassFile classFile, byte[] bytes) {
        ClassModel model = classFile.parse(bytes);
        if (model.majorVersion() >= ClassFile.JAVA_6_VERSION) {
            return bytes;
        }
        ClassTransform version = (builder, element) -> builder.with(
                element instanceof ClassFileVersion ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0) : element);
        return classFile.transformClass(
                model, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }

    /** The class with {@code LuceneVectors.find(layer, name)} in place of {@code layer.findModule(name)}. */
    private static byte[] askingUs(ClassFile classFile, byte[] bytes) {
        ClassDesc layer = ClassDesc.of("java.lang.ModuleLayer");
        MethodTypeDesc type =
                MethodTypeDesc.of(ClassDesc.of(Optional.class.getName()), layer, ClassDesc.of(String.class.getName()));
        AtomicInteger calls = new AtomicInteger();
        CodeTransform redirection = (builder, element) -> {
            if (element instanceof InvokeInstruction call
                    && call.owner().asSymbol().equals(layer)
                    && call.name().equalsString("findModule")) {
                builder.invokestatic(ANSWERS, "find", type);
                calls.incrementAndGet();
            } else {
                builder.with(element);
            }
        };
        byte[] changed =
                classFile.transformClass(classFile.parse(bytes), ClassTransform.transformingMethodBodies(redirection));
        if (calls.get() != 1) {
            throw new IllegalStateException(ASKS_FOR_VECTORS + " asks for a module " + calls + " times, not once:"
                    + " see how this version of Lucene looks for the Vector API");
        }
        return changed;
    }

    private static void put(ZipOutputStream out, String name, byte[] bytes, LocalDateTime time) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(time);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }
}
