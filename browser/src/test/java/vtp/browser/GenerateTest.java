package vtp.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.generation.ClassNames;
import vtp.generation.Generator;
import vtp.generation.GeneratorSource;
import vtp.server.VtpServer;
import vtp.server.config.ServedGenerator;
import vtp.server.config.ServerOptions;

/** The tab that draws pictures. */
class GenerateTest {
    private static VtpModel model;
    private static Generator generator;
    private static VtpServer server;

    private Page page;

    @BeforeAll
    static void start() throws IOException {
        model = Models.load("vtp-nano");
        GeneratorSource source = GeneratorSource.builtIn();
        generator = Generator.load(source, LoadOptions.defaults());
        ServedGenerator served = new ServedGenerator(
                generator,
                source.scale().orElseThrow(),
                source.config().sampling(),
                new ClassNames(source.config().network().classes(), source.labels()));
        server = VtpServer.start(model, ServerOptions.defaults().withPort(0), Optional.empty(), Optional.of(served));
    }

    @AfterAll
    static void stop() {
        server.close();
        generator.close();
        model.close();
    }

    @BeforeEach
    void open() {
        page = Page.open(server.uri(), 1280, 860);
        page.awaitReconstruction();
        page.tab("generate");
        page.await("a first picture", () -> drawn() == 1);
    }

    @AfterEach
    void close() {
        page.close();
    }

    private int drawn() {
        return page.elements("#drawn li").size();
    }

    private String shown() {
        return String.valueOf(page.element("draw-picture").getAttribute("src"));
    }

    @Test
    void aPictureEmergesAndStays() {
        assertThat(page.text("draw-words")).isEqualTo("a yellow star, seed 0, 24 steps, guidance 3");
        assertThat(page.text("draw-generator")).isEqualTo("vtp-nano-dit");
        page.screenshot("generate");
        String star = shown();
        page.element("draw-label").sendKeys("a red circle");
        page.type("draw-seed", "4" + Keys.ENTER);
        page.await("a second picture", () -> drawn() == 2);
        assertThat(page.text("draw-words")).startsWith("a red circle, seed 4");
        assertThat(shown()).isNotEqualTo(star);
        page.click("draw-other");
        page.await("a third", () -> drawn() == 3);
        assertThat(page.text("draw-words")).startsWith("a red circle").doesNotContain("seed 4,");
        page.elements("#drawn button").get(2).click();
        assertThat(shown()).isEqualTo(star);
        assertThat(page.element("draw-seed").getAttribute("value")).isEqualTo("0");
        page.click("draw-other");
        page.await("a fourth, another star", () -> drawn() == 4);
        assertThat(page.text("draw-words")).startsWith("a yellow star");
        page.screenshot("generate-several");
        page.assertNoComplaints();
    }

    @Test
    void itsStepsAreShownAndItCanBeStopped() {
        page.type("draw-steps", "999" + Keys.ENTER);
        page.await("half a picture", () -> {
            long step = page.<Number>script("return document.getElementById('draw-progress').value")
                    .longValue();
            return step > 200
                    && page.element("draw-picture").getAttribute("alt").endsWith("emerging");
        });
        page.screenshot("generate-emerging");
        page.click("draw-stop");
        page.await("that it stops", () -> page.text("draw-words").equals("Stopped."));
        assertThat(page.element("draw-stop").isDisplayed()).isFalse();
        assertThat(drawn()).isEqualTo(1);
        page.assertNoComplaints();
    }

    @Test
    void itIsLightOrDarkAndFitsANarrowScreen() {
        page.click("theme");
        page.screenshot("generate-dark");
        page.size(360, 780);
        page.screenshot("generate-narrow");
        assertThat(page.<Long>script("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(360);
        assertThat(page.<String>script("return document.getElementById('draw-stage').getAttribute('aria-busy')"))
                .isEqualTo("false");
    }
}
