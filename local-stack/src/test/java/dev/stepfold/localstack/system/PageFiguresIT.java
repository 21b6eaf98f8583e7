package dev.stepfold.localstack.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Measures the page in a browser, with {@code -Dstepfold.page.figures=true}, and writes the figures to
 * {@code target/page-figures.txt}. It asserts no time: that depends on the machine.
 */
@EnabledIfSystemProperty(named = "stepfold.page.figures", matches = "true")
final class PageFiguresIT {
    private static final int REPEATS = 15;
    private static final int EVENTS = 2_000;
    private static final int INPUTS = 60;
    private static final Path FIGURES = Path.of("target", "page-figures.txt");
    private static final List<String> LINES = new ArrayList<>();

    /** Notes when the stream was answered, when the diagram was there, and how long each input took up to the next frame. */
    private static final String WATCH = """
            window.seen = { inputs: [] };
            const send = window.fetch;
            window.fetch = async (...args) => {
              const answer = await send(...args);
              if (String(args[0]).endsWith('/events')) window.seen.answered ??= performance.now();
              return answer;
            };
            new MutationObserver(() => {
              if (document.querySelector('entity-diagram .node')) window.seen.drawn ??= performance.now();
            }).observe(document, { childList: true, subtree: true });
            new PerformanceObserver((list) => window.seen.inputs.push(...list.getEntries().map((entry) => entry.duration)))
              .observe({ type: 'event', durationThreshold: 16 });""";

    @RegisterExtension
    static final PageStage STAGE = new PageStage();

    @AfterAll
    static void write() throws IOException {
        Files.createDirectories(FIGURES.toAbsolutePath().getParent());
        Files.write(FIGURES, LINES);
        LINES.forEach(System.out::println);
    }

    @Test
    void measuresTheFirstPaintWithAnEmptyCache() {
        STAGE.open("").shows("#request");
        List<Double> paints = new ArrayList<>();
        for (int i = 0; i < REPEATS; i++) {
            PageWindow window = STAGE.open("").shows("#request");
            paints.add(number(
                    window,
                    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()"));
            window.page().close();
        }
        note("first paint, empty cache", paints);
    }

    @Test
    void measuresHowSoonADocumentIsThere() {
        String id = create("Create a task management system");
        List<Double> times = new ArrayList<>();
        for (int i = 0; i <= REPEATS; i++) {
            PageWindow window = watched("#/documents/" + id).shows("entity-diagram .node");
            if (i > 0) {
                times.add(number(window, "seen.drawn - seen.answered"));
            }
            window.page().close();
        }
        note("from the stream's answer to the whole picture", times);
    }

    @Test
    void measuresInputsAmongTwoThousandEvents() {
        String id = create("Create a task management system");
        while (STAGE.client().state(id).sequence() < EVENTS) {
            long before = STAGE.client().state(id).sequence();
            STAGE.client().control(id, "restart", "{\"step\":\"prompt-understanding\"}", Runs.newKey());
            STAGE.client().follow(id, Long.toString(before), frame -> Runs.endsRun(frame) && frame.sequence() > before);
        }
        PageWindow window = watched("#/documents/" + id + "/events").shows("tr[data-kind]");
        window.find(".scroller").focus();
        window.page().mouse().move(1_000, 500);
        for (int i = 0; i < INPUTS; i++) {
            window.page().mouse().wheel(0, i < INPUTS / 2 ? 700 : -400);
            window.page().keyboard().press(i % 2 == 0 ? "PageDown" : "ArrowDown");
            window.page().evaluate("new Promise(requestAnimationFrame)");
        }
        note("an input among " + EVENTS + " events, up to its frame", inputs(window));
    }

    @Test
    void measuresInputsAmongSixtyModels() {
        ObjectNode body = ContractMapper.mapper().createObjectNode().put("request", "Add a note to Model1");
        body.putObject("options").put("generator", "built-in");
        body.set("existingAgent", LargeAgent.of(60));
        String id = STAGE.client().create(body, Runs.newKey());
        PageWindow window = watched("#/documents/" + id).shows("entity-diagram .node[data-model=Model59]");
        window.find("entity-diagram .node").first().focus();
        window.page().mouse().move(1_000, 500);
        for (int i = 0; i < INPUTS; i++) {
            window.page().keyboard().press(i % 3 == 0 ? "+" : i % 3 == 1 ? "ArrowRight" : "-");
            window.page().mouse().wheel(0, i % 2 == 0 ? 300 : -300);
            window.page().evaluate("new Promise(requestAnimationFrame)");
        }
        note("an input among 60 models, up to its frame", inputs(window));
    }

    private static String create(String request) {
        ObjectNode body = ContractMapper.mapper().createObjectNode().put("request", request);
        body.putObject("options").put("generator", "built-in");
        String id = STAGE.client().create(body, Runs.newKey());
        STAGE.client().follow(id, null, Runs::endsRun);
        return id;
    }

    private static PageWindow watched(String hash) {
        PageWindow window = STAGE.open("", new Browser.NewContextOptions().setViewportSize(1440, 900));
        window.page().addInitScript(WATCH);
        window.page().navigate(STAGE.stack().baseUrl() + "/?watched" + hash);
        return window;
    }

    @SuppressWarnings("unchecked") // what the script makes
    private static List<Double> inputs(PageWindow window) {
        window.page().evaluate("new Promise((done) => setTimeout(done, 200))");
        return ((List<Number>) window.page().evaluate("seen.inputs"))
                .stream().map(Number::doubleValue).toList();
    }

    private static double number(PageWindow window, String script) {
        return ((Number) window.page().evaluate(script)).doubleValue();
    }

    private static void note(String what, List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        LINES.add(
                sorted.isEmpty()
                        ? what + ": none took 16 ms or more"
                        : String.format(
                                Locale.ROOT,
                                "%s: median %.0f ms, 95 %% within %.0f ms, most %.0f ms, %d measured",
                                what,
                                sorted.get(sorted.size() / 2),
                                sorted.get(sorted.size() * 95 / 100),
                                sorted.getLast(),
                                sorted.size()));
    }
}
