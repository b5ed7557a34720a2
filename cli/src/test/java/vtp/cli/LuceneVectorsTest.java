package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LuceneVectorsTest {
    @Test
    void theModuleIsFoundWhereThereIsOne() {
        assertThat(LuceneVectors.find(ModuleLayer.boot(), "jdk.incubator.vector"))
                .hasValueSatisfying(module -> assertThat(module.getName()).isEqualTo("jdk.incubator.vector"));
    }

    /** As on the boot class path. */
    @Test
    void classesWithoutAModuleAreFoundToo() {
        assertThat(LuceneVectors.find(ModuleLayer.empty(), "jdk.incubator.vector"))
                .isPresent();
        assertThat(LuceneVectors.find(ModuleLayer.boot(), "no.such.module")).isEmpty();
    }
}
