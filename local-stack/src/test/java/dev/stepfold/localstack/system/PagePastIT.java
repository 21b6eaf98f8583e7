package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Download;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The exact past: every event, every state, any two of them beside each other. */
final class PagePastIT {
    private static final Path EXAMPLES = Path.of("..", "schemas", "src", "test", "resources", "examples", "state");

    /** Answers where two states differ: without their histories, what is absent is as null, empty or zero, and times are instants. */
    private static final String DIFFERENCES = """
            const plain = value => {
              if (Array.isArray(value)) return value.length ? value.map(plain) : undefined;
              if (value === null || value === 0 || value === false) return undefined;
              if (typeof value === 'string' && /^\\d{4}-\\d\\d-\\d\\dT.*Z$/.test(value)) return Date.parse(value);
              if (typeof value !== 'object') return value;
              const entries = Object.entries(value).map(([name, each]) => [name, plain(each)]).filter(([, each]) => each !== undefined);
              return entries.length ? Object.fromEntries(entries.sort(([a], [b]) => a < b ? -1 : 1)) : undefined;
            };
            const differences = (one, other) => Object.keys({ ...one, ...other })
              .filter(name => JSON.stringify(plain(one[name])) !== JSON.stringify(plain(other[name])))
              .map(name => `${name}: ${JSON.stringify(plain(one[name]))} / ${JSON.stringify(plain(other[name]))}`);
            const { apply, initialState } = await import('/page/state/fold.js');
            const { whole } = await import('/page/state/references.js');
            """;

    @RegisterExtension
    static final PageStage STAGE = new PageStage();

    @Test
    void thePageFoldsTheExamplesOfTheContractAsTheServicesDo() throws IOException {
        PageWindow window = STAGE.open("");
        Map<String, Object> found = new TreeMap<>();
        try (Stream<Path> logs = Files.list(EXAMPLES.resolve("log"))) {
            for (Path log : logs.toList()) {
                String state = Files.readString(
                        EXAMPLES.resolve("valid").resolve(log.toFile().getName()));
                found.put(
                        log.toFile().getName(),
                        window.page()
                                .evaluate(
                                        "async ([log, state]) => {" + DIFFERENCES + """
                          const folded = JSON.parse(log).reduce(apply, initialState('doc-1'));
                          return differences(folded, whole(JSON.parse(state)));
                        }""",
                                        List.of(Files.readString(log), state)));
            }
        }

        assertThat(found)
                .isNotEmpty()
                .allSatisfy((log, differences) ->
                        assertThat((List<?>) differences).as(log).isEmpty());
    }

    @Test
    void everyMomentOfARealRunIsAsTheGatewayHasIt() {
        String id = create();
        STAGE.client().control(id, "restart", "{\"step\":\"database-generation\"}", Runs.newKey());
        PageWindow window = STAGE.open("#/documents/" + id).showsCompleted();

        Object differences = window.page().evaluate("async id => {" + DIFFERENCES + """
                  const events = await (await fetch(`/api/documents/${id}/history`)).json();
                  let state = initialState(id);
                  const all = [];
                  for (const event of events) {
                    state = apply(state, event);
                    const known = await (await fetch(`/api/documents/${id}?at=${event.sequence}`)).json();
                    all.push(...differences(state, whole(known)).map(each => `${event.sequence} ${each}`));
                  }
                  return all;
                }""", id);

        assertThat((List<?>) differences).isEmpty();
    }

    @Test
    void theSliderShowsAMomentAndTheReplayPlaysFromIt() {
        PageWindow window = STAGE.open("#/documents/" + create()).showsCompleted();

        window.find("#time").evaluate("slider => { slider.value = 6; slider.dispatchEvent(new Event('input')); }");

        window.shows("#to-live").says("#status", "running").shows("#steps li[data-status=pending]");
        assertThat((String) window.page().evaluate("location.hash")).contains("at=6");
        window.screenshot("past");
        window.page().reload();
        window.shows("#to-live").says("#status", "running");
        window.find(".time-bar select").selectOption("50");
        window.find(".time-bar [aria-label='Play the run again']").click();
        window.showsCompleted().shows("#agent");
        window.find("#to-live").click();
        window.shows("#controls");
    }

    /** Safari refuses more than 100 addresses in 30 s, and Chrome ignores more than 200 in 10 s. */
    @Test
    void theSliderFollowsAHandThatMovesItAllTheTimeAndTellsTheBrowserNowAndThen() {
        PageWindow window = STAGE.open("#/documents/" + create()).showsCompleted();

        Object told = window.find("#time").evaluate("""
                async slider => {
                  const replace = history.replaceState.bind(history);
                  let told = 0;
                  history.replaceState = (...address) => { told++; replace(...address); };
                  for (let i = 0; i < 300; i++) {
                    slider.value = 1 + i % 5;
                    slider.dispatchEvent(new Event('input'));
                    await new Promise(done => setTimeout(done));
                  }
                  return told;
                }""");

        assertThat((int) told).isLessThan(100);
        window.says(".time-bar .moment", "#5");
        window.page().waitForURL(address -> address.endsWith("at=5"));
    }

    @Test
    void aMomentAfterMidnightIsInTheHourZero() {
        PageWindow window =
                STAGE.open("", PageStage.desktop().setLocale("en-US").setTimezoneId("UTC"));

        assertThat(window.page()
                        .evaluate("async () => (await import('/page/parts/time.js')).clock('2026-01-05T00:05:09Z')"))
                .isEqualTo("00:05:09");
    }

    @Test
    void theEventsAreFilteredCheckedAndExported() throws IOException {
        String id = create();
        PageWindow window = STAGE.open("#/documents/" + id + "/events").showsCompleted();
        window.find("[aria-label='Only the type']").selectOption("step-result");
        window.shows("event-table [data-kind]", 6);
        window.find("event-table [data-kind] button").first().click();
        window.says(".payload", "\"step-result\"").screenshot("events");

        window.find("text=Verify").click();
        window.says(".verdict[data-good=true]", "The log is whole");
        Download download = window.page()
                .waitForDownload(
                        () -> window.find(".events-tools >> text=NDJSON").click());

        String ndjson = Files.readString(download.path());
        assertThat(ndjson.lines()).hasSize(STAGE.client().history(id).size());
    }

    @Test
    void theAgentIsSavedInAFormatOfOtherTools() throws IOException {
        PageWindow window = STAGE.open("#/documents/" + create()).showsCompleted();
        window.find(".agent-head summary").click();
        Download download = window.page()
                .waitForDownload(
                        () -> window.find("text=Database schema (Prisma)").click());

        assertThat(download.suggestedFilename()).endsWith(".prisma");
        assertThat(Files.readString(download.path())).contains("\nmodel ");
    }

    @Test
    void twoMomentsAreCompared() {
        PageWindow window =
                STAGE.open("#/documents/" + create() + "/compare?from=0&to=12").showsCompleted();

        window.says(".compare", "Prompt understanding").says(".compare", "The agent is the same at both");
        window.find("#compare-to")
                .evaluate("slider => { slider.value = slider.max; slider.dispatchEvent(new Event('input')); }");

        window.says(".compare .diff [data-change=added]", "added").screenshot("compare");
    }

    private static String create() {
        ObjectNode body = ContractMapper.mapper().createObjectNode().put("request", "Create a task management system");
        body.putObject("options").put("generator", "built-in");
        String id = STAGE.client().create(body, Runs.newKey());
        STAGE.client().follow(id, null, Runs::endsRun);
        return id;
    }
}
