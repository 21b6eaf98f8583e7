package dev.stepfold.localstack.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.AgentRun;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person steers a run: every command, what it needs to be told, and why it was refused. */
final class PageSteerIT {
    private static final String REQUEST = "Create a task management system";

    @RegisterExtension
    static final PageStage STAGE = new PageStage();

    @Test
    void pausesWithAnUndoAndResumesAndCancels() {
        STAGE.model().hold(StepId.TECHNICAL_ANALYSIS);
        PageWindow window = STAGE.open("#/documents/" + STAGE.client().create(REQUEST, Runs.newKey()));
        window.shows("#steps li[data-status=complete]", 2);

        // The second click of a double click comes when the button says something else.
        window.find("#controls >> text=Pause")
                .click(new Locator.ClickOptions().setClickCount(2).setDelay(500));
        window.says("#status", "paused");
        window.find(".notice >> text=Undo").click();
        window.says("#status", "running");
        button(window, "Cancel");

        window.says("#status", "cancelled");
        assertThat(window.find("#controls button")).hasText(new String[] {"Restart"});
    }

    @Test
    void retriesAFailedRun() {
        ObjectNode body =
                ContractMapper.mapper().createObjectNode().put("request", REQUEST + " " + PageStage.FAILS_FIRST);
        body.putObject("options").putObject("retryPolicy").put("maxAttempts", 1);
        PageWindow window = STAGE.open("#/documents/" + STAGE.client().create(body, Runs.newKey()));
        window.says("#status", "failed").shows("#error").shows("#steps li[data-status=failed] .problem");
        assertThat(window.find("#controls button")).hasText(new String[] {"Retry", "Restart", "Cancel"});
        window.screenshot("failed");

        button(window, "Retry");

        window.showsCompleted();
        assertThat(window.find("#error")).hasCount(0);
    }

    @Test
    void restartsAStepWithItsInputEdited() {
        String id = STAGE.client().create(builtIn(REQUEST), Runs.newKey());
        PageWindow window = STAGE.open("#/documents/" + id).showsCompleted();

        button(window, "Restart");
        window.screenshot("restart-dialog");
        window.find("dialog textarea").fill("{ \"request\": ");
        window.says("dialog .problem", "not JSON");
        window.find("dialog textarea").fill("{ \"request\": \"Create a library with books and loans\" }");
        window.find("dialog >> text=Restart with this input").click();

        await().atMost(Duration.ofSeconds(60))
                .pollInSameThread()
                .until(() -> STAGE.client().history(id).stream()
                        .anyMatch(event -> event.event() instanceof AgentRun.Restarted restarted
                                && restarted.input() != null
                                && restarted.input().path("request").asText().contains("library")));
        window.showsCompleted().shows(".node[data-model=Loan]");
    }

    @Test
    void saysWhatAStepReadsAndWhatOfAnEditedInputDoesNotFit() {
        String id = STAGE.client().create(builtIn(REQUEST), Runs.newKey());
        PageWindow window = STAGE.open("#/documents/" + id).showsCompleted();

        button(window, "Restart");
        window.find("dialog select[name=step]").selectOption("database-generation");
        window.find("#input-help > summary").click();
        window.says("#input-help", "What the agent keeps.");
        Locator input = window.find("dialog textarea");
        input.fill(input.inputValue().replaceFirst("\"name\": \"[^\"]*\"", "\"name\": 7"));

        window.says("dialog .misfits", "/entities/0/name");
        assertThat(window.find("dialog .misfits li")).hasCount(1);
        window.screenshot("restart-schema");
        Assertions.assertThat(window.accessibilityFindings()).isEmpty();
    }

    @Test
    void asksForAChangeAndShowsWhatIsDifferent() {
        String id = STAGE.client().create(builtIn(REQUEST), Runs.newKey());
        PageWindow window = STAGE.open("#/documents/" + id).showsCompleted();

        window.find("#change-request").fill("Add a colour to tasks. Add an invoice with an amount to projects.");
        window.find("#change button").click();

        window.says(".diff", "added").says("#status", "completed");
        window.says(".changes", "Migration").screenshot("changes");
        window.find(".tabs >> text=Diagram").click();
        window.shows(".node[data-model=Task][data-change=altered] [data-change=added]:has-text('colour')");
        window.shows(".node[data-change]").screenshot("changes-diagram");
    }

    @Test
    void saysWhyACommandWasRefused() {
        ObjectNode body = ContractMapper.mapper().createObjectNode().put("request", REQUEST);
        body.putObject("options").put("deadlineMs", 1);
        String id = STAGE.client().create(body, Runs.newKey());
        PageWindow window = STAGE.open("#/documents/" + id).says("#status", "failed");
        // What the page shows is old: its stream breaks off and cannot be opened again, and somebody else is quicker.
        window.page().route("**/events", Route::abort);
        window.page().evaluate("window.dispatchEvent(new Event('offline'))");
        window.says("#connection", "Reconnecting");
        STAGE.client().control(id, "cancel", "{}", Runs.newKey());

        button(window, "Retry");

        window.says(".notice[data-kind=bad]", "Retry was refused: The run is cancelled")
                .screenshot("refused");
    }

    @Test
    void deletesAnAgentOnceItsNameIsTyped() {
        String id = STAGE.client().create(REQUEST, Runs.newKey());
        PageWindow window = STAGE.open("#/documents/" + id).showsCompleted();
        String name = window.find("#agent-title").textContent();

        window.find("#delete").click();
        assertThat(window.find("dialog button.primary")).isDisabled();
        window.screenshot("delete-dialog");
        window.find("dialog input").fill(name);
        window.find("dialog button.primary").click();

        window.says(".notice", "deleted");
        await().atMost(Duration.ofSeconds(60))
                .pollInSameThread()
                .until(() -> STAGE.client().get("/api/documents/" + id).statusCode() == 404);
    }

    private static ObjectNode builtIn(String request) {
        ObjectNode body = ContractMapper.mapper().createObjectNode().put("request", request);
        body.putObject("options").put("generator", "built-in");
        return body;
    }

    private static void button(PageWindow window, String name) {
        window.find("#controls")
                .getByText(name, new com.microsoft.playwright.Locator.GetByTextOptions().setExact(true))
                .click();
    }
}
