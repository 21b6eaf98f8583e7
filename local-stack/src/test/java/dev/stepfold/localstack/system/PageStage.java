package dev.stepfold.localstack.system;

import com.microsoft.playwright.Browser;
import dev.stepfold.localstack.RunningStack;
import dev.stepfold.schemas.StepId;
import dev.stepfold.testkit.clients.Chromium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One stack and one Chromium for all test classes of a JVM that look at the page. Each test opens windows of its own, and
 * fails if one of them has reported anything: an error, a violation of the policy, a request to another host. Tests are
 * skipped where there is no Chromium.
 *
 * <p>The model's answers follow the words of a request: {@link #FAILS_FIRST}, {@link #IS_REFUSED}.
 */
final class PageStage implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    /** In a request: the first attempt of the database step fails, as a broken server answers. */
    static final String FAILS_FIRST = "that fails first";

    /** In a request: each attempt of the database step is refused for two minutes, so it waits for its next one. */
    static final String IS_REFUSED = "that is refused";

    static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private static final Namespace NAMESPACE = Namespace.create(PageStage.class);
    private static final Duration REFUSED_FOR = Duration.ofMinutes(2);
    private static final Duration MODEL_DELAY = Duration.ofMillis(50);

    private final List<PageWindow> windows = new ArrayList<>();
    private @Nullable Shared shared;

    @Override
    public void beforeAll(ExtensionContext context) {
        shared = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Shared.class, _ -> Shared.start(), Shared.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        model().forget();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<PageWindow> opened = List.copyOf(windows);
        windows.clear();
        List<String> reports =
                opened.stream().flatMap(window -> window.reports().stream()).toList();
        opened.forEach(PageWindow::close);
        if (!reports.isEmpty()) {
            throw new AssertionError("the page reported:\n" + String.join("\n", reports));
        }
    }

    RunningStack stack() {
        return shared().stack;
    }

    PacedModel model() {
        return shared().model;
    }

    /** An application that uses the same gateway. */
    Client client() {
        return new Client(stack().baseUrl());
    }

    /** A window at an address behind the gateway's, for example {@code #/documents/…}. */
    PageWindow open(String hash) {
        return open(hash, desktop());
    }

    static Browser.NewContextOptions desktop() {
        return new Browser.NewContextOptions().setViewportSize(1440, 900);
    }

    static Browser.NewContextOptions narrow() {
        return new Browser.NewContextOptions().setViewportSize(PageWindow.NARROWEST, 740);
    }

    PageWindow open(String hash, Browser.NewContextOptions options) {
        return openAt(stack().baseUrl() + "/" + hash, options);
    }

    /** A window at any address, perhaps of a gateway of the test's own. */
    PageWindow openAt(String address, Browser.NewContextOptions options) {
        PageWindow window = PageWindow.open(shared().chromium.browser().newContext(options), address);
        windows.add(window);
        return window;
    }

    private Shared shared() {
        return Objects.requireNonNull(shared, "the extension is not registered in a static field");
    }

    /** JUnit closes it with the root context. */
    private record Shared(Path home, PacedModel model, RunningStack stack, Chromium chromium) implements AutoCloseable {
        static Shared start() {
            Chromium chromium = Chromium.start();
            try {
                Path home = Files.createTempDirectory("page-stack");
                PacedModel model = PacedModel.start(Shared::reply);
                RunningStack stack = RunningStack.start(home, RunningStack.freePorts(), model.environment());
                return new Shared(home, model, stack, chromium);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private static PacedModel.Reply reply(PacedModel.Ask ask, int earlier) {
            boolean isDatabase = ask.step() == StepId.DATABASE_GENERATION;
            if (isDatabase && ask.request().contains(FAILS_FIRST) && earlier == 0) {
                return new PacedModel.Reply(500, MODEL_DELAY);
            }
            if (isDatabase && ask.request().contains(IS_REFUSED)) {
                return new PacedModel.Reply(429, MODEL_DELAY, REFUSED_FOR);
            }
            return new PacedModel.Reply(200, MODEL_DELAY);
        }

        @Override
        public void close() {
            chromium.close();
            stack.close();
            model.close();
        }
    }
}
