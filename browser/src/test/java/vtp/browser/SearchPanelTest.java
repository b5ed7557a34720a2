package vtp.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import vtp.datasets.FlatFolder;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.search.ImageSearcher;
import vtp.search.IndexListener;
import vtp.search.IndexSettings;
import vtp.search.IndexUpdate;
import vtp.search.PictureIndex;
import vtp.server.VtpServer;
import vtp.server.config.ServerOptions;

/**
 * Pictures of an index are found by words, by a picture of one's own, and by one that was found; the API is described.
 */
class SearchPanelTest {
    private static final Path PICTURES = Path.of("..", "testdata", "nano", "pictures");

    @TempDir
    static Path folder;

    private static VtpModel model;
    private static ImageSearcher searcher;
    private static VtpServer server;

    private Page page;

    @BeforeAll
    static void start() throws Exception {
        model = Models.load("vtp-nano");
        try (PictureIndex index = PictureIndex.open(folder, IndexSettings.of(Models.builtIn()))) {
            new IndexUpdate(index, new FlatFolder(PICTURES, false), model).run(new IndexListener() {});
        }
        searcher = ImageSearcher.open(folder);
        server = VtpServer.start(model, ServerOptions.defaults().withPort(0), Optional.of(searcher));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        searcher.close();
        model.close();
    }

    @BeforeEach
    void open() {
        page = Page.open(server.uri(), 1280, 860);
        page.awaitReconstruction();
        page.tab("search");
    }

    @AfterEach
    void close() {
        page.close();
    }

    private List<WebElement> results() {
        return page.elements("#results li");
    }

    private void find(String text, Keys key) {
        page.type("query", text);
        page.element("query").sendKeys(key);
        awaitResults("Closest to “" + text + "”");
    }

    /** Waits until what was asked for stands there, and the thumbnails in sight with it. */
    private void awaitResults(String words) {
        page.await(words, () -> page.text("search-words").startsWith(words));
        page.await(
                "thumbnails",
                () -> page.<Long>script("return [...document.querySelectorAll('#results img')]"
                                + ".filter(i => i.complete && i.naturalWidth === 256).length")
                        > 3);
    }

    @Test
    void wordsFindPicturesAndAMinusTakesAway() {
        find("a red circle", Keys.ENTER);
        assertThat(results()).hasSize(9);
        assertThat(results().get(0).getText()).endsWith("red-circle.png");
        page.screenshot("search");
        find("a circle -red", Keys.ENTER);
        assertThat(results().get(0).getText()).endsWith("white-circle.png");
        page.type("query", "-red");
        page.element("query").sendKeys(Keys.ENTER);
        page.await("a complaint", () -> page.element("problem").isDisplayed());
        assertThat(page.text("problem")).contains("what is wanted");
    }

    @Test
    void aClickFindsMoreLikeIt() {
        find("a yellow star", Keys.ENTER);
        page.elements("#results button").get(0).click();
        awaitResults("Like yellow-star.png");
        assertThat(results()).hasSize(8);
        assertThat(page.text("results")).doesNotContain("yellow-star.png");
        page.assertNoComplaints();
    }

    @Test
    void aPictureOfOnesOwnIsSearchedBy() {
        page.element("file")
                .sendKeys(PICTURES.resolve("blue-square.png")
                        .toAbsolutePath()
                        .normalize()
                        .toString());
        page.await("the picture", () -> page.text("picture-name").equals("blue-square.png"));
        page.click("by-picture");
        awaitResults("Like blue-square.png");
        assertThat(results().get(0).getText()).contains("1.000", "blue-square.png");
        page.assertNoComplaints();
    }

    /** Whoever has no mouse goes from the field to the pictures, chooses one, and is still among them afterwards. */
    @Test
    void theKeyboardAloneIsEnough() {
        find("a yellow star", Keys.ENTER);
        page.press(Keys.TAB, Keys.TAB, Keys.TAB);
        assertThat(page.<Boolean>script("return document.activeElement.closest('#results') !== null"))
                .isTrue();
        page.press(Keys.ENTER);
        awaitResults("Like yellow-star.png");
        assertThat(page.<Boolean>script("return document.activeElement.closest('#results') !== null"))
                .isTrue();
        page.press(Keys.ENTER);
        page.await("the next", () -> page.text("search-words").matches("Like (?!yellow).*"));
    }

    @Test
    void itIsLightOrDarkAndFitsANarrowScreen() {
        find("a star -yellow", Keys.ENTER);
        page.click("theme");
        page.screenshot("search-dark");
        page.size(360, 780);
        page.screenshot("search-narrow");
        assertThat(page.<Long>script("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(360);
    }

    @Test
    void theApiIsDescribedInTheSameColours() {
        page.click("theme");
        String dark = page.script("return getComputedStyle(document.body).backgroundColor");
        page.elements("footer a").get(0).click();
        page.await("the routes", () -> page.elements("#docs section").size() > 10);
        assertThat(page.text("docs"))
                .contains("POST /v1/search", "GET /v1/thumbnails/{id}")
                .doesNotContain("undefined");
        assertThat(page.<String>script("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo(dark);
        page.screenshot("docs-dark");
        page.click("theme");
        page.screenshot("docs");
        page.size(360, 780);
        page.screenshot("docs-narrow");
        assertThat(page.<Long>script("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(360);
        page.assertNoComplaints();
    }
}
