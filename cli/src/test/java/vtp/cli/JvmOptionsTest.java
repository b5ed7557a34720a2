package vtp.cli;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The options name methods of the kernels by patterns, and the JVM passes over a pattern that matches none: a loop that
 * no pattern covers would be slow to start, and nobody would see why. So the kernels' class files are held to the rules
 * that the patterns rely on:
 *
 * <ul>
 *   <li>a loop over vectors is a method of its own, named so that the patterns find it; or it is a {@code Rest}, what
 *       is left after whole vectors, which no released model has;
 *   <li>what a loop gives a vector to, or gets one from, is inlined into it.
 * </ul>
 */
class JvmOptionsTest {
    private static final Path KERNELS = Path.of("../kernels/target/classes/vtp/kernels");
    private static final Pattern COMMAND = Pattern.compile("-XX:CompileCommand=(\\w+),([\\w.*]+)::([\\w*]+)(?:,(.*))?");
    private static final Pattern VECTOR = Pattern.compile("Ljdk/incubator/vector/\\w*Vector;");

    /** The measure of the machine, which warms its loops up itself. */
    private static final String MEASURE = "VectorChains";

    private static List<Command> commands;
    private static List<Method> methods;

    /** One option for the methods that a pattern matches. */
    private record Command(String option, String classes, String methods, String value) {
        static Command of(String line) {
            Matcher parts = COMMAND.matcher(line);
            assertThat(parts.matches()).as(line).isTrue();
            return new Command(parts.group(1), parts.group(2), parts.group(3), String.valueOf(parts.group(4)));
        }

        boolean covers(String className, String method) {
            return matches(classes, className) && matches(methods, method);
        }

        private static boolean matches(String pattern, String name) {
            return name.matches(pattern.replace(".", "\\.").replace("*", ".*"));
        }
    }

    /** A method of the kernels, and the methods that it calls. */
    private record Method(String className, String name, boolean loops, boolean vectors, List<Called> calls) {
        boolean isVectorLoop() {
            return loops && vectors;
        }

        @Override
        public String toString() {
            return className + "::" + name;
        }
    }

    private record Called(String className, String name, boolean passesVector) {}

    @BeforeAll
    static void read() throws IOException {
        commands = Files.readAllLines(Path.of("jvm.options")).stream()
                .filter(line -> line.startsWith("-XX:CompileCommand=") && !line.endsWith("=quiet"))
                .map(Command::of)
                .toList();
        methods = new ArrayList<>();
        try (Stream<Path> files = Files.list(KERNELS)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                methods.addAll(methods(Files.readAllBytes(file)));
            }
        }
    }

    private static List<Method> methods(byte[] classFile) {
        ClassModel type = ClassFile.of().parse(classFile);
        String name = type.thisClass().asInternalName().replace('/', '.');
        return type.methods().stream().map(method -> method(name, method)).toList();
    }

    private static Method method(String className, MethodModel method) {
        Set<Label> seen = new HashSet<>();
        List<Called> calls = new ArrayList<>();
        boolean loops = false;
        for (CodeElement element : method.code().map(code -> code.elementList()).orElse(List.of())) {
            if (element instanceof LabelTarget target) {
                seen.add(target.label());
            } else if (element instanceof BranchInstruction branch) {
                loops |= seen.contains(branch.target()); // backwards
            } else if (element instanceof InvokeInstruction call) {
                calls.add(called(call));
            }
        }
        boolean vectors = calls.stream().anyMatch(Called::passesVector);
        return new Method(className, method.methodName().stringValue(), loops, vectors, calls);
    }

    private static Called called(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String types = "L" + owner + ";" + call.type().stringValue();
        return new Called(
                owner.replace('/', '.'),
                call.name().stringValue(),
                VECTOR.matcher(types).find());
    }

    private static boolean covered(String option, String className, String method) {
        return commands.stream()
                .anyMatch(command -> command.option().equals(option) && command.covers(className, method));
    }

    private static Stream<Method> uncovered(List<Method> methods) {
        return methods.stream()
                .filter(Method::isVectorLoop)
                .filter(method ->
                        !method.name().endsWith("Rest") && !method.className().endsWith(MEASURE))
                .filter(method -> Stream.of("dontinline", "CompileThresholdScaling", "BackgroundCompilation")
                        .anyMatch(option -> !covered(option, method.className(), method.name())));
    }

    @Test
    void everyLoopOverVectorsIsCompiledEarlyAndWaitedForAndStandsAlone() {
        assertThat(methods.stream().filter(Method::isVectorLoop)).hasSizeGreaterThan(25);
        assertThat(uncovered(methods)).isEmpty();
    }

    @Test
    void whatALoopGivesAVectorToIsInlined() {
        List<String> calledByLoops = methods.stream()
                .filter(method -> covered("dontinline", method.className(), method.name()))
                .flatMap(method -> method.calls().stream())
                .filter(called -> called.passesVector() && called.className().startsWith("vtp."))
                .filter(called -> !covered("inline", called.className(), called.name()))
                .map(called -> called.className() + "::" + called.name())
                .toList();
        assertThat(calledByLoops).isEmpty();
    }

    @Test
    void everyPatternMatchesMethodsAndNoneOfTheLoopsIsOtherwise() {
        assertThat(commands)
                .allSatisfy(command ->
                        assertThat(methods).anyMatch(method -> command.covers(method.className(), method.name())));
        assertThat(methods.stream()
                        .filter(method -> covered("dontinline", method.className(), method.name()))
                        .filter(not(Method::loops)))
                .isEmpty();
    }

    /** What this test is for: a loop with a name that no pattern knows. */
    static final class Planted {
        static void unnamed(float[] values) {
            for (int i = 0; i < values.length; i += FloatVector.SPECIES_128.length()) {
                FloatVector.fromArray(FloatVector.SPECIES_128, values, i).neg().intoArray(values, i);
            }
        }

        static void scalar(float[] values) {
            for (int i = 0; i < values.length; i++) {
                values[i] = -values[i];
            }
        }
    }

    @Test
    void aLoopWithAnotherNameIsFound() throws IOException {
        try (InputStream file = Planted.class.getResourceAsStream("JvmOptionsTest$Planted.class")) {
            assertThat(uncovered(methods(file.readAllBytes())))
                    .extracting(Method::name)
                    .containsExactly("unnamed");
        }
    }
}
