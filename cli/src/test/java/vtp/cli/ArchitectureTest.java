package vtp.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vtp.engine.image.Rgb;
import vtp.loader.Dtype;
import vtp.loader.hub.RepoId;

/** References run one way: among modules, and among the packages of each. Read from the class files, tests left out. */
class ArchitectureTest {

    /** What of ours each module may know, as the picture of the house has it. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            entry("kernels", Set.of()),
            entry("loader", Set.of()),
            entry("engine", Set.of("kernels", "loader")),
            entry("datasets", Set.of("engine", "loader")),
            entry("evaluation", Set.of("engine", "kernels", "loader", "datasets")),
            entry("generation", Set.of("engine", "kernels", "loader")),
            entry("search", Set.of("engine", "loader", "datasets")),
            entry("server", Set.of("engine", "loader", "generation", "search")),
            entry("spark", Set.of("engine", "loader", "datasets")),
            entry("cli", Set.of("engine", "loader", "datasets", "evaluation", "generation", "search", "server")),
            entry(
                    "bench",
                    Set.of("kernels", "loader", "engine", "datasets", "evaluation", "generation", "search", "server")));

    /** Who may see how the networks are built. */
    private static final String NETWORK = "vtp.engine.network";

    private static final Set<String> NETWORK_BUILDERS = Set.of("engine", "evaluation", "generation");

    private static final List<String> CLI_FROM_LOW_TO_HIGH =
            List.of("vtp.cli.console", "vtp.cli.file", "vtp.cli.option", "vtp.cli.command", "vtp.cli");

    private static final Pattern COMMAND = Pattern.compile("vtp\\.cli\\.command\\.[A-Z]\\w*Command\\b");

    static List<String> modules() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(".."))) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java/vtp")))
                    .filter(folder -> Files.isDirectory(folder.resolve("target/classes")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theModulesThatThisOneIsBuiltFromAreFound() throws IOException {
        assertThat(modules()).contains("kernels", "loader", "engine", "cli");
    }

    @ParameterizedTest
    @MethodSource("modules")
    void modulesReferOneWay(String module) {
        checkModule(module, compiled(module));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesFormNoCircle(String module) {
        checkCircles(compiled(module));
    }

    @Test
    void theCommandLineIsBuiltInLayers() {
        checkLayers(compiled("cli"));
    }

    @Test
    void noCommandReachesIntoAnother() {
        checkCommands(compiled("cli"));
    }

    @Test
    void plantedBreachesOfTheModuleRulesAreFound() {
        checkModule("engine", Map.of("vtp.engine.files.A", Set.of("vtp.loader.hub.B", "vtp.kernels.B")));
        checkModule("generation", Map.of("vtp.generation.A", Set.of(NETWORK + ".B")));
        breaks(() -> checkModule("kernels", Map.of("vtp.kernels.A", Set.of("vtp.loader.B"))), "vtp.kernels.A");
        breaks(() -> checkModule("engine", Map.of("vtp.engine.A", Set.of("vtp.cli.file.B"))), "vtp.engine.A");
        breaks(() -> checkModule("cli", Map.of("vtp.cli.file.A", Set.of("vtp.kernels.B"))), "vtp.cli.file.A");
        breaks(() -> checkModule("cli", Map.of("vtp.cli.command.A", Set.of(NETWORK + ".B"))), "vtp.cli.command.A");
        breaks(() -> checkModule("bench", Map.of("vtp.bench.A", Set.of("vtp.cli.Main"))), "vtp.bench.A");
        breaks(() -> checkModule("evaluation", Map.of("vtp.evaluation.A", Set.of("vtp.search.B"))), "evaluation.A");
        breaks(() -> checkModule("novelty", Map.of()), "novelty");
    }

    @Test
    void plantedCirclesAreFound() {
        checkCircles(Map.of("vtp.a.x.A", Set.of("vtp.a.y.B"), "vtp.a.y.B", Set.of("vtp.a.z.C")));
        Map<String, Set<String>> circle = Map.of(
                "vtp.a.x.A", Set.of("vtp.a.y.B"), "vtp.a.y.B", Set.of("vtp.a.z.C"), "vtp.a.z.D", Set.of("vtp.a.x.E"));
        breaks(() -> checkCircles(circle), "vtp.a.x -> vtp.a.y -> vtp.a.z -> vtp.a.x");
        breaks(() -> checkLayers(Map.of("vtp.cli.file.A", Set.of("vtp.cli.option.B"))), "vtp.cli.file.A");
        breaks(() -> checkLayers(Map.of("vtp.cli.command.A", Set.of("vtp.cli.Main"))), "vtp.cli.command.A");
        breaks(() -> checkLayers(Map.of("vtp.cli.novelty.A", Set.of())), "vtp.cli.novelty.A");
        String demo = "vtp.cli.command.DemoCommand";
        checkCommands(Map.of(demo, Set.of(demo + "$1", "vtp.cli.command.Ranking")));
        breaks(() -> checkCommands(Map.of(demo + "$1", Set.of("vtp.cli.command.EncodeCommand"))), "DemoCommand");
    }

    /**
     * Refers to the packages that the test below looks for, by a field's type, a call's signature and a type argument
     * alone.
     */
    @SuppressWarnings("unused")
    private static final class Planted {
        private Rgb @Nullable [] field;

        static List<RepoId> call(Supplier<? extends Dtype> argument) {
            return List.of();
        }
    }

    @Test
    void referencesAreReadFromFieldsSignaturesAndTypeArguments() throws URISyntaxException {
        Path compiled = Path.of(Planted.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, Set<String>> ofTests = References.below(compiled);
        assertThat(References.packagesOf(ofTests.get(Planted.class.getName())))
                .containsExactly("vtp.cli", "vtp.engine.image", "vtp.loader", "vtp.loader.hub");
    }

    private static void breaks(Runnable check, String named) {
        assertThatThrownBy(check::run).isInstanceOf(AssertionError.class).hasMessageContaining(named);
    }

    private static Map<String, Set<String>> compiled(String module) {
        Map<String, Set<String>> references = References.below(Path.of("..", module, "target/classes"));
        assertThat(references).as("classes of %s", module).isNotEmpty();
        return references;
    }

    private static void checkModule(String module, Map<String, Set<String>> references) {
        assertThat(ALLOWED).as("modules that the rules know").containsKey(module);
        references.forEach((className, others) -> {
            Set<String> packages = References.packagesOf(others);
            Set<String> modules = new TreeSet<>();
            packages.forEach(name -> modules.add(name.split("\\.", -1)[1]));
            modules.remove(module);
            assertThat(ALLOWED.get(module)).as("what %s may know", className).containsAll(modules);
            if (!NETWORK_BUILDERS.contains(module)) {
                assertThat(packages).as("what %s knows", className).doesNotContain(NETWORK);
            }
        });
    }

    private static void checkCircles(Map<String, Set<String>> references) {
        assertThat(PackageCircles.among(references)).as("circles of packages").isEmpty();
    }

    private static void checkLayers(Map<String, Set<String>> references) {
        references.forEach((className, others) -> {
            int layer = CLI_FROM_LOW_TO_HIGH.indexOf(References.packageOf(className));
            assertThat(layer).as("the layer of %s", className).isNotNegative();
            Set<String> above = References.packagesOf(others);
            above.retainAll(CLI_FROM_LOW_TO_HIGH.subList(layer + 1, CLI_FROM_LOW_TO_HIGH.size()));
            assertThat(above).as("layers above %s", className).isEmpty();
        });
    }

    private static void checkCommands(Map<String, Set<String>> references) {
        references.forEach((className, others) -> {
            Matcher command = COMMAND.matcher(className);
            if (command.lookingAt()) {
                Set<String> reached = new TreeSet<>(others);
                reached.removeIf(name -> !COMMAND.matcher(name).lookingAt() || name.startsWith(command.group()));
                assertThat(reached)
                        .as("commands that %s reaches into", className)
                        .isEmpty();
            }
        });
    }
}
