package vtp.samples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vtp.samples.Project.Result;

/** The executable jar of Spring Boot, with the flag that the README names and without. */
class SpringBootIT {
    private static final String MODEL = "--model=" + Project.MODEL;
    private static final String PICTURE = "--picture=" + Project.STAR;

    private static Project project;

    @BeforeAll
    static void build() throws Exception {
        project = Project.built("spring-boot");
    }

    @Test
    void itRunsOnVectors() throws Exception {
        Result result = project.sample(MODEL, PICTURE);
        result.assertSucceeded();
        assertThat(result.output())
                .contains("embedded to ")
                .doesNotContain("without --add-modules", "restricted method");
    }

    @Test
    void withoutTheFlagItRunsOnPlainLoopsAndSaysSoOnce() throws Exception {
        Result result = project.run("sh", "-c", "java -jar target/embedder.jar \"$@\"", "sh", MODEL, PICTURE);
        result.assertSucceeded();
        assertThat(result.output()).contains("embedded to ").containsOnlyOnce("without --add-modules");
    }
}
