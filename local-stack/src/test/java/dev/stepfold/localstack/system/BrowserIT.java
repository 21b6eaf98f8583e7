package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.stepfold.schemas.StepId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real browser with nothing but its own EventSource. */
final class BrowserIT {
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

    @RegisterExtension
    static final PageStage STAGE = new PageStage();

    @Test
    void eventSourceGoesOnByItselfWhereItWasAfterTheGatewayAndKafkaWereKilled() throws InterruptedException {
        // Given
        STAGE.model().hold(IN_FLIGHT);
        String id = STAGE.client().create("Create a task management system", Runs.newKey());
        await().atMost(SOON).until(() -> STAGE.model().asked(IN_FLIGHT) > 0);
        Page page = STAGE.open("").page();
        page.evaluate(FOLLOW, id);
        await().atMost(SOON).pollInSameThread().until(() -> frames(page).size() == 1);

        // When
        STAGE.stack().kill9("gateway");
        STAGE.stack().kill9("kafka");
        STAGE.model().release(IN_FLIGHT);

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
        assertThat(ids.getLast()).isEqualTo(STAGE.client().history(id).getLast().sequence());
    }

    /** What came so far, each as its type, id and status; asked for by the thread of the test, as the browser's driver demands. */
    @SuppressWarnings("unchecked") // what the script above makes
    private static List<String> frames(Page page) {
        return (List<String>) page.evaluate("window.frames_");
    }
}
