package vtp.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in a browser, as a person has it before them: what can be seen, clicked and typed. */
final class Page implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final ChromeDriver browser;

    private Page(ChromeDriver browser) {
        this.browser = browser;
    }

    /** Starts a browser with a window of some size, and opens an address. */
    static Page open(URI address, int width, int height) {
        ChromeOptions options = new ChromeOptions();
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars");
        options.addArguments("--window-size=" + width + "," + height);
        options.setBinary(existing("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.WARNING);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(existing("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver"))
                .build();
        Page page = new Page(new ChromeDriver(driver, options));
        page.size(width, height);
        page.browser.get(address.toString());
        return page;
    }

    private static java.io.File existing(String... places) {
        for (String place : places) {
            if (Files.isExecutable(Path.of(place))) {
                return new java.io.File(place);
            }
        }
        throw new IllegalStateException("none of " + List.of(places)
                + " is there: install Chromium and its driver, on Debian by: apt-get install chromium chromium-driver");
    }

    /** Makes the page itself so large, also smaller than a window can be. */
    void size(int width, int height) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    WebElement element(String id) {
        return browser.findElement(By.id(id));
    }

    List<WebElement> elements(String css) {
        return browser.findElements(By.cssSelector(css));
    }

    String text(String id) {
        return element(id).getText();
    }

    void click(String id) {
        element(id).click();
    }

    /** Opens a tab by its name, waiting until the page has it. */
    void tab(String name) {
        await("the tab " + name, () -> element("tab-" + name).isDisplayed());
        click("tab-" + name);
    }

    void type(String id, String text) {
        WebElement field = element(id);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"));
        field.sendKeys(text);
    }

    /** Sets a slider as dragging it would. */
    void slide(String id, Object value) {
        script(
                "const e = document.getElementById(arguments[0]); e.value = arguments[1];"
                        + " e.dispatchEvent(new Event('input', {bubbles: true}));",
                id,
                value);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // as Selenium has it
    <T> T script(String script, Object... arguments) {
        @SuppressWarnings("unchecked")
        T result = (T) browser.executeScript(script, arguments);
        return result;
    }

    /** Presses keys wherever the focus is. */
    void press(CharSequence... keys) {
        new Actions(browser).sendKeys(keys).perform();
    }

    String focused() {
        return browser.switchTo().activeElement().getAttribute("id");
    }

    /** Answers what the page asks for in a box of the browser's. */
    void answer(String text) {
        await("a question", () -> {
            browser.switchTo().alert();
            return true;
        });
        browser.switchTo().alert().sendKeys(text);
        browser.switchTo().alert().accept();
    }

    String address() {
        return String.valueOf(browser.getCurrentUrl());
    }

    /** Waits until something is so; fails, with a picture of the page, if it never is. */
    void await(String what, Condition condition) {
        try {
            new WebDriverWait(browser, PATIENCE)
                    .withMessage(what)
                    .ignoring(RuntimeException.class)
                    .until(driver -> condition.holds());
        } catch (RuntimeException e) {
            screenshot("failed");
            throw e;
        }
    }

    /** What a page may come to be. */
    @FunctionalInterface
    interface Condition {
        boolean holds();
    }

    /** Waits for the first reconstruction. */
    void awaitReconstruction() {
        await("a reconstruction", () -> text("psnr").matches("\\d+\\.\\d\\d dB"));
    }

    void screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Fails if a script has failed, or the page has asked for what its policy forbids. */
    void assertNoComplaints() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .extracting(LogEntry::getMessage)
                .as("what the browser complains of")
                .isEmpty();
    }

    @Override
    public void close() {
        browser.quit();
    }
}
