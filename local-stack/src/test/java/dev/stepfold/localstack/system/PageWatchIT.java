package dev.stepfold.localstack.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.options.ReducedMotion;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person asks for an agent, watches it grow and looks at its parts. */
final class PageWatchIT {
    @RegisterExtension
    static final PageStage STAGE = new PageStage();

    @Test
    void anExampleBecomesAnAgentThatCanBeLookedAtFromAllSides() {
        PageWindow window = STAGE.open("");
        window.page().getByText("Options").click();
        window.find("[name=generator]").fill("none of these");
        window.page().getByText("Options").click();
        window.find("#request").fill("Create a library");
        window.find("#ask button[type=submit]").click();
        window.shows("details.options[open]").find("[name=generator]").fill("built-in");
        window.page()
                .getByText("Task management", new com.microsoft.playwright.Page.GetByTextOptions().setExact(true))
                .click();

        window.find("#ask button[type=submit]").click();

        window.showsCompleted().shows("entity-diagram .node[data-model=Task]").shows("entity-diagram .edge");
        window.screenshot("agent");

        window.find(".menu summary").click();
        window.shows(".menu[open]").find("#run-title").click();
        window.shows(".menu[open]", 0);

        window.find(".node[data-model=Task]").click();
        window.says(".diagram .details", "TaskStatus")
                .says(".diagram .details", "createTask")
                .says(".diagram .details", "◷");
        window.screenshot("model");

        window.find(".tabs >> text=Actions").click();
        window.find("#action-createTask > summary").click();
        window.says("#action-createTask", "title").screenshot("actions");

        window.find(".tabs >> text=Schedules").click();
        window.says("#schedules", "Every Friday at 17:00").shows("#schedules .next li");
        window.screenshot("schedules");

        window.find(".tabs >> text=SQL").click();
        window.says("#ddl", "CREATE TABLE tasks").shows("#ddl .t-keyword");
        window.screenshot("sql");

        window.find(".brand").click();
        window.says(".document-rows", "Task").screenshot("start");
    }

    @Test
    void theStepsAreShownWhileTheyAreDoneAndTheirResultsUnfold() {
        STAGE.model().hold(StepId.TECHNICAL_ANALYSIS);
        String id = STAGE.client().create("Create a task management system", Runs.newKey());

        PageWindow window = STAGE.open("#/documents/" + id);

        window.shows("#steps li[data-status=complete]", 2).shows("#steps li[data-status=processing]", 1);
        window.shows("#steps li[data-step=decision-making] details[open]").says("#connection", "Live");
        assertThat(window.find("#progress")).hasJSProperty("value", 2);
        window.screenshot("running");
        STAGE.model().release(StepId.TECHNICAL_ANALYSIS);
        window.showsCompleted();
    }

    @Test
    void aStepThatIsTriedAgainCountsDownToItsNextAttempt() {
        String id = STAGE.client().create("Create a system " + PageStage.IS_REFUSED, Runs.newKey());

        PageWindow window = STAGE.open("#/documents/" + id);

        window.says("#steps li[data-status=retrying] .countdown", "of 4")
                .says("#steps li[data-status=retrying] .problem", "rate-limited");
        window.screenshot("retrying");
        STAGE.client().control(id, "cancel", "{}", Runs.newKey());
        window.says("#status", "cancelled");
    }

    @Test
    void theListShowsHowFarEachOfManyRunsIs() {
        int runs = 8;
        String request = "Create one of many systems";
        STAGE.model().hold(StepId.TECHNICAL_ANALYSIS);
        List<String> ids = Stream.generate(() -> STAGE.client().create(request, Runs.newKey()))
                .limit(runs)
                .toList();

        PageWindow window = STAGE.open("");

        window.shows(".document-rows li:has-text('" + request + "') .number:has-text('2 of 6')", runs);
        ids.forEach(id -> STAGE.client().control(id, "cancel", "{}", Runs.newKey()));
    }

    @Test
    void everythingFitsAScreenOf360Pixels() {
        String id = STAGE.client().create(builtIn("Create a task management system"), Runs.newKey());
        PageWindow window = STAGE.open("", PageStage.narrow().setReducedMotion(ReducedMotion.REDUCE));
        window.shows(".document-rows li").screenshot("start");

        for (String tab : new String[] {"diagram", "models", "actions", "schedules", "sql", "events", "compare"}) {
            window.go("#/documents/" + id + "/" + tab).showsCompleted().shows(".part[data-part=" + tab + "] > *");
            org.assertj.core.api.Assertions.assertThat(window.page().evaluate("document.documentElement.scrollWidth"))
                    .as(tab)
                    .isEqualTo(PageWindow.NARROWEST);
            window.find(".tabs").evaluate("tabs => tabs.scrollIntoView({ block: 'center' })");
            window.screenshot(tab);
        }
    }

    @Test
    void anAddressBringsItsPlaceIntoSight() {
        String id = STAGE.client().create(builtIn("Create a task management system"), Runs.newKey());
        STAGE.client().follow(id, null, Runs::endsRun);
        String action = Objects.requireNonNull(STAGE.client().state(id).agent())
                .actions()
                .getLast()
                .name();

        PageWindow window = STAGE.open("#/documents/" + id + "/actions/" + action);
        PageWindow narrow = STAGE.open("#/documents/" + id + "/sql", PageStage.narrow());

        assertThat(window.shows("#actions").find("#action-" + action + " .facts-list"))
                .isInViewport();
        assertThat(narrow.shows("#ddl").find("#ddl")).isInViewport();
    }

    @Test
    void aRequestFromRightToLeftAndLongNamesStayReadable() {
        String request = "צור מערכת לניהול משימות " + "aVeryLongNameWithoutAnySpace".repeat(12);
        STAGE.client().create(request, Runs.newKey());

        PageWindow window = STAGE.open("", PageStage.narrow());
        window.page().getByText("צור מערכת").first().click();

        window.showsCompleted();
        org.assertj.core.api.Assertions.assertThat(
                        window.find("#run-title").evaluate("title => getComputedStyle(title).direction"))
                .isEqualTo("rtl");
        org.assertj.core.api.Assertions.assertThat(window.page().evaluate("document.documentElement.scrollWidth"))
                .isEqualTo(PageWindow.NARROWEST);
        window.screenshot("right-to-left");
    }

    private static ObjectNode builtIn(String request) {
        ObjectNode body = ContractMapper.mapper().createObjectNode().put("request", request);
        body.putObject("options").put("generator", "built-in");
        return body;
    }
}
