package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.stepfold.localstack.RunningStack;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.AgentRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A real browser, with nothing but its own EventSource, and the page. Skipped where there is no Chromium. */
@TestInstance(Lifecycle.PER_CLASS)
class BrowserIT {
    private static final List<Path> CHROMIUM = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final StepId IN_FLIGHT = StepId.TECHNICAL_ANALYSIS;

    /** Follows a document with an EventSource as it is, and writes down what comes. */
    private static final String FOLLOW = """
            id => {
              window.frames_ = [];
              const source = new EventSource(`/api/documents/${id}/events`);
              for (const type of ['snapshot', 'reset', 'agent-run', 'agent-step', 'step-result', 'agent-data', 'command-rejected'])
                source.addEventListener(type, message => window.frames_.push(`${type} ${message.lastEventId} ${JSON.parse(message.data).status}`));
            }""";

    private PacedModel model;
    private RunningStack stack;
    private Client client;
    private Playwright playwright;
    private Browser browser;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) throws InterruptedException {
        Optional<Path> chromium = CHROMIUM.stream().filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(chromium.isPresent(), "no Chromium here: the page is not tested in a browser");
        model = PacedModel.start(Duration.ofMillis(100));
        stack = RunningStack.start(home, RunningStack.freePorts(), model.environment());
        client = new Client(stack.baseUrl());
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(ARGUMENTS));
    }

    @AfterAll
    void stop() {
        Stream.of(playwright, stack, model).forEach(BrowserIT::close);
    }

    private static void close(@Nullable AutoCloseable opened) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (Exception e) { // as AutoCloseable has it; none of these three throws a checked one
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void forgetOtherTests() {
        model.forget();
    }

    @Test
    void eventSourceGoesOnByItselfWhereItWasAfterTheGatewayAndKafkaWereKilled() throws InterruptedException {
        // Given
        model.hold(IN_FLIGHT);
        String id = client.create("Create a task management system", Runs.newKey());
        await().atMost(SOON).until(() -> model.asked(IN_FLIGHT) > 0);
        try (Page page = browser.newPage()) {
            page.navigate(stack.baseUrl().toString());
            page.evaluate(FOLLOW, id);
            await().atMost(SOON).pollInSameThread().until(() -> frames(page).size() == 1);

            // When
            stack.kill9("gateway");
            stack.kill9("kafka");
            model.release(IN_FLIGHT);

            // Then
            await().atMost(SOON)
                    .pollInSameThread()
                    .until(() -> frames(page).getLast().endsWith(" completed"));
            List<String> frames = frames(page);
            assertThat(frames.getFirst()).startsWith("snapshot ");
            assertThat(frames.subList(1, frames.size()))
                    .noneMatch(frame -> frame.startsWith("snapshot ") || frame.startsWith("reset "));
            List<Long> ids = frames.stream()
                    .map(frame -> Long.parseLong(frame.split(" ", -1)[1]))
                    .toList();
            assertThat(ids).isEqualTo(Runs.risingFrom(ids.getFirst(), ids.size()));
            assertThat(ids.getLast()).isEqualTo(client.history(id).getLast().sequence());
        }
    }

    @Test
    void thePageShowsTheSameAfterARefreshInTheMiddleOfARun() {
        try (Page page = browser.newPage()) {
            // Given
            model.hold(IN_FLIGHT);
            page.navigate(stack.baseUrl().toString());
            page.locator("#request").fill("Create a task management system");
            page.locator("#ask button").click();
            shows(page.locator("#steps li[data-status=complete]"), 2);

            // When
            page.reload();

            // Then
            shows(page.locator("#steps li[data-status=complete]"), 2);
            shows(page.locator("#steps li[data-status=processing]"), 1);
            PlaywrightAssertions.assertThat(page.locator("#run-title")).hasText("Create a task management system");

            // When
            model.release(IN_FLIGHT);

            // Then
            shows(page.locator("#steps li[data-status=complete]"), StepId.values().length);
            PlaywrightAssertions.assertThat(page.locator("#agent")).isVisible();
        }
    }

    @Test
    void thePageOffersWhatTheErrorOffersUntilTheRunIsCancelled() {
        // Given
        ObjectNode hasty = ContractMapper.mapper().createObjectNode().put("request", "Create a task management system");
        hasty.putObject("options").put("deadlineMs", 1);
        String id = client.create(hasty, Runs.newKey());
        try (Page page = browser.newPage()) {
            Locator controls = page.locator("#controls button");
            Locator error = page.locator("#error");

            // When
            page.navigate(stack.baseUrl() + "#/" + id);

            // Then
            shows(controls, 3);
            PlaywrightAssertions.assertThat(controls).hasText(new String[] {"Retry", "Restart", "Cancel"});
            PlaywrightAssertions.assertThat(error).hasText("The run's deadline has passed");

            // When
            controls.getByText("Restart").click();
            await().atMost(SOON)
                    .pollInSameThread()
                    .until(() -> client.history(id).stream()
                                    .filter(event -> event.event() instanceof AgentRun.Failed)
                                    .count()
                            == 2);
            page.reload();

            // Then
            shows(controls, 3);

            // When
            controls.getByText("Cancel").click();

            // Then
            shows(controls, 0);
            PlaywrightAssertions.assertThat(error).isHidden();
            page.reload();
            PlaywrightAssertions.assertThat(page.locator("#status")).hasText("cancelled");
            PlaywrightAssertions.assertThat(error).isHidden();
            shows(controls, 0);
        }
    }

    private static void shows(Locator what, int count) {
        PlaywrightAssertions.assertThat(what)
                .hasCount(count, new LocatorAssertions.HasCountOptions().setTimeout((double) SOON.toMillis()));
    }

    /** What came so far, each as its type, id and status; asked for by the thread of the test, as the browser's driver demands. */
    @SuppressWarnings("unchecked") // what the script above makes
    private static List<String> frames(Page page) {
        return (List<String>) page.evaluate("window.frames_");
    }
}
