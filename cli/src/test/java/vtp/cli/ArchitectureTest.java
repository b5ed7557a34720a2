package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports run one way. What a module requires bounds what its sources can import. */
class ArchitectureTest {

    /** What of ours each module may know. */
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "vtp.kernels", Set.of(),
            "vtp.loader", Set.of(),
            "vtp.engine", Set.of("vtp.kernels", "vtp.loader"),
            "vtp.cli", Set.of("vtp.engine", "vtp.loader"));

    @ParameterizedTest
    @ValueSource(strings = {"kernels", "loader", "engine", "cli"})
    void importsRunOneWay(String folder) {
        check(compiled(folder));
    }

    @Test
    void aLeafThatLearnsOfAnotherModuleFails() {
        assertThatThrownBy(() -> check(ModuleDescriptor.newModule("vtp.kernels")
                        .requires("vtp.loader")
                        .build()))
                .isInstanceOf(AssertionError.class);
    }

    private static void check(ModuleDescriptor module) {
        Set<String> ours = new TreeSet<>();
        for (ModuleDescriptor.Requires requires : module.requires()) {
            if (requires.name().startsWith("vtp.")) {
                ours.add(requires.name());
            }
        }
        assertThat(ALLOWED).containsKey(module.name());
        assertThat(ALLOWED.get(module.name()))
                .as("what %s may know", module.name())
                .containsAll(ours);
    }

    private static ModuleDescriptor compiled(String folder) {
        try (InputStream in = Files.newInputStream(Path.of("..", folder, "target/classes/module-info.class"))) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
