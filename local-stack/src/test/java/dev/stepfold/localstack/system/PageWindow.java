package dev.stepfold.localstack.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import dev.stepfold.schemas.StepId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A window of a browser with a profile of its own, which writes down what the browser reports about the page. */
final class PageWindow implements AutoCloseable {
    static final double SOON_MS = 60_000;

    /** The width in pixels of the smallest screen that the page is for. */
    static final int NARROWEST = 360;

    /** The browser reports each request that got no answer, or a refusal: what a test of an outage causes. */
    private static final String FAILED_REQUEST = "Failed to load resource";

    private static final String AXE = read("/axe.min.js");

    private final BrowserContext context;
    private final Page page;
    private final List<String> reports = new ArrayList<>();

    private PageWindow(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
    }

    static PageWindow open(BrowserContext context, String address) {
        PageWindow window = new PageWindow(context);
        String host = URI.create(address).getAuthority();
        window.page.onConsoleMessage(window::note);
        window.page.onPageError(error -> window.reports.add("error: " + error));
        window.page.onRequest(request -> {
            URI uri = URI.create(request.url());
            if (!"blob".equals(uri.getScheme()) && !host.equals(uri.getAuthority())) {
                window.reports.add("request to another host: " + uri);
            }
        });
        window.page.setDefaultTimeout(SOON_MS);
        window.page.navigate(address);
        return window;
    }

    private void note(ConsoleMessage message) {
        boolean matters = message.type().equals("error") || message.type().equals("warning");
        if (matters && !message.text().startsWith(FAILED_REQUEST)) {
            reports.add(message.type() + ": " + message.text());
        }
    }

    /** What the browser reported so far, violations of the policy among it. */
    List<String> reports() {
        return List.copyOf(reports);
    }

    Page page() {
        return page;
    }

    Locator find(String selector) {
        return page.locator(selector);
    }

    /** Goes to another address of the same page, as a link does. */
    PageWindow go(String hash) {
        page.evaluate("hash => { location.hash = hash; }", hash);
        return this;
    }

    PageWindow shows(String selector, int count) {
        assertThat(find(selector)).hasCount(count, new LocatorAssertions.HasCountOptions().setTimeout(SOON_MS));
        return this;
    }

    PageWindow shows(String selector) {
        assertThat(find(selector).first()).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(SOON_MS));
        return this;
    }

    PageWindow says(String selector, String text) {
        assertThat(find(selector).first())
                .containsText(text, new LocatorAssertions.ContainsTextOptions().setTimeout(SOON_MS));
        return this;
    }

    /** Waits until every step is complete, and the run is. */
    PageWindow showsCompleted() {
        return says("#status", "completed").shows("#steps li[data-status=complete]", StepId.values().length);
    }

    /** Takes pictures of the state that is shown: in light and dark, and on the smallest screen, which it has to fit. */
    void screenshot(String state) {
        ViewportSize size = page.viewportSize();
        if (size.width > NARROWEST) {
            for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                take(state + "-" + scheme.name().toLowerCase(Locale.ROOT));
            }
        }
        page.setViewportSize(NARROWEST, size.height);
        take(state + "-" + NARROWEST);
        int width = (int) page.evaluate("document.documentElement.scrollWidth");
        if (width > NARROWEST) {
            reports.add(state + " is " + width + " pixels wide on the smallest screen");
        }
        page.setViewportSize(size.width, size.height);
    }

    private void take(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PageStage.SCREENSHOTS.resolve(name + ".png")));
    }

    /** What axe-core finds in the page as it is, of any weight: each with its rule and the first element. */
    @SuppressWarnings("unchecked") // what the script makes
    List<String> accessibilityFindings() {
        page.evaluate(AXE + "; undefined");
        return (List<String>) page.evaluate("""
                async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
                  .map(found => `${found.id} (${found.impact}): ${found.nodes.length} × ${found.nodes[0].html.slice(0, 160)} ${found.nodes[0].failureSummary}`)""");
    }

    @Override
    public void close() {
        context.close();
    }

    private static String read(String resource) {
        try (InputStream in = PageWindow.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
