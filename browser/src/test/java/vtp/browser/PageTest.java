package vtp.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.server.VtpServer;
import vtp.server.config.ServerOptions;

class PageTest {
    private static VtpModel model;
    private static VtpServer server;

    private Page page;

    @BeforeAll
    static void start() throws IOException {
        model = Models.load("vtp-nano");
        server = VtpServer.start(model, ServerOptions.defaults().withPort(0));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        model.close();
    }

    @BeforeEach
    void open() {
        page = Page.open(server.uri(), 1280, 860);
        page.awaitReconstruction();
    }

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void aPictureAndItsReconstructionLieUnderASlider() {
        page.screenshot("reconstruct");
        assertThat(page.text("model")).contains("vtp-nano");
        assertThat(page.element("toy").isDisplayed()).isTrue();
        double psnr = Double.parseDouble(page.text("psnr").replace(" dB", ""));
        assertThat(psnr).isBetween(15.0, 40.0);
        String before = page.element("decoded").getCssValue("clip-path");
        page.element("split").sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
        assertThat(page.element("decoded").getCssValue("clip-path")).isNotEqualTo(before);
        page.elements("input[name=right][value=difference]").get(0).click();
        assertThat(page.text("right-tag")).isEqualTo("difference × 4");
        assertThat(page.element("difference").isDisplayed()).isTrue();
        page.screenshot("difference");
        page.assertNoComplaints();
    }

    @Test
    void aFileOfOnesOwnIsTaken(@TempDir Path folder) throws IOException {
        String psnr = page.text("psnr");
        Path picture = Path.of("..", "testdata", "nano", "pictures", "green-triangle.png");
        page.element("file").sendKeys(picture.toAbsolutePath().normalize().toString());
        page.await("its reconstruction", () -> !page.text("psnr").equals(psnr));
        assertThat(page.text("picture-name")).isEqualTo("green-triangle.png");

        Path text = Files.writeString(folder.resolve("letter.png"), "Dear Sir or Madam");
        page.element("file").sendKeys(text.toString());
        page.await("a complaint", () -> page.element("problem").isDisplayed());
        assertThat(page.text("problem")).isNotBlank().doesNotContain("undefined");
        page.await("no broken picture", () -> !page.element("thumb").isDisplayed());
        page.screenshot("problem");
    }

    @Test
    void labelsAreWeighedAsTheyAreTyped() {
        page.elements("#samples button").get(1).click();
        page.tab("classify");
        page.await("bars", () -> page.elements("#bars li").size() == 7);
        assertThat(page.elements("#bars li").get(0).getText()).startsWith("a yellow star");
        page.screenshot("classify");
        page.type("labels", "a red circle\na yellow star");
        page.await("two bars", () -> page.elements("#bars li").size() == 2);
        assertThat(page.elements("#bars li").get(0).getText()).startsWith("a yellow star");
        page.type("labels", " ");
        page.await("none", () -> page.elements("#bars li").isEmpty());
        page.assertNoComplaints();
    }

    @Test
    void aPatchShowsWhatIsLikeIt() {
        page.tab("features");
        page.await("colours", () -> page.text("patch-words").contains("16 × 16"));
        page.screenshot("features");
        WebElement stage = page.element("patches");
        stage.click();
        page.await("likeness", () -> page.text("patch-words").startsWith("Like the patch in row"));
        page.screenshot("patch");
        String middle = page.text("patch-words");
        assertThat(middle).as("a click in the middle").matches("Like the patch in row [89], column [89]: .*");
        stage.sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.ARROW_UP, Keys.ARROW_UP);
        assertThat(page.text("patch-words")).matches("Like the patch in row [67], column [67]: .*");
        stage.sendKeys(Keys.ESCAPE);
        assertThat(page.text("patch-words")).contains("principal components");
        page.element("detail").sendKeys("32");
        page.await("finer patches", () -> page.text("patch-words").contains("32 × 32"));
        page.assertNoComplaints();
    }

    @Test
    void channelsAreMutedSwappedAndMixed() {
        page.tab("latents");
        page.await("a picture", () -> decoded().startsWith("blob:"));
        page.screenshot("latents");
        changes("muted", () -> page.click("mute"));
        assertThat(page.text("latent-words")).contains("1 of 64 muted");
        changes("alone", () -> page.click("solo"));
        assertThat(page.text("latent-words")).contains("63 of 64 muted");
        changes("as it was", () -> page.click("reset"));
        changes("stronger", () -> page.slide("strength", 3));
        changes("swapped", () -> page.click("swap"));
        assertThat(page.text("latent-words")).contains("2 in other places");
        changes("mixed", () -> page.slide("mix", 60));
        page.screenshot("mixed");
        page.elements("#channels button").get(0).click();
        page.press(Keys.ARROW_DOWN);
        assertThat(page.text("channel-name")).isEqualTo("8");
        page.assertNoComplaints();
    }

    private String decoded() {
        return String.valueOf(page.element("latent-picture").getAttribute("src"));
    }

    private void changes(String what, Runnable change) {
        String before = decoded();
        change.run();
        page.await("the picture " + what, () -> !decoded().equals(before));
    }

    @Test
    void theKeyboardAloneIsEnough() {
        page.press(Keys.TAB);
        for (int i = 0; i < 20 && !"tab-reconstruct".equals(page.focused()); i++) {
            page.press(Keys.TAB);
        }
        assertThat(page.focused()).isEqualTo("tab-reconstruct");
        page.press(Keys.ARROW_RIGHT);
        assertThat(page.focused()).isEqualTo("tab-classify");
        assertThat(page.element("panel-classify").isDisplayed()).isTrue();
        assertThat(page.element("panel-reconstruct").isDisplayed()).isFalse();
    }

    @Test
    void itIsLightOrDarkAndFitsANarrowScreen() {
        String light = page.script("return getComputedStyle(document.body).backgroundColor");
        page.click("theme");
        String dark = page.script("return getComputedStyle(document.body).backgroundColor");
        assertThat(dark).isNotEqualTo(light);
        page.screenshot("dark");
        page.tab("latents");
        page.await("a picture", () -> decoded().startsWith("blob:"));
        page.screenshot("dark-latents");
        page.size(360, 780);
        for (String tab : new String[] {"reconstruct", "classify", "features", "latents"}) {
            page.tab(tab);
            page.screenshot("narrow-" + tab);
            long width = page.<Long>script("return document.documentElement.scrollWidth");
            assertThat(width).as(tab).isLessThanOrEqualTo(360);
        }
    }
}
