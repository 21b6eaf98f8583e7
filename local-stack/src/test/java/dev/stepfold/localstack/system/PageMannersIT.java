package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.options.ColorScheme;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page is for everybody: by keyboard, by screen reader, in light and dark, with large agents. */
final class PageMannersIT {
    private static final int MODELS = 60;
    private static final int TABS_MAX = 60;

    @RegisterExtension
    static final PageStage STAGE = new PageStage();

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void noStateOfThePageKeepsAnybodyOut(ColorScheme scheme) {
        ObjectNode body = ContractMapper.mapper().createObjectNode().put("request", "Create a task management system");
        body.putObject("options").put("generator", "built-in");
        String id = STAGE.client().create(body, Runs.newKey());
        STAGE.client().follow(id, null, Runs::endsRun);
        PageWindow window =
                STAGE.open("", PageStage.desktop().setColorScheme(scheme)).shows(".document-rows li");
        assertThat(window.accessibilityFindings()).as("start").isEmpty();

        for (String place : List.of(
                "diagram",
                "diagram/Task",
                "models",
                "actions",
                "schedules",
                "sql",
                "events",
                "compare",
                "diagram?at=9")) {
            window.go("#/documents/" + id + "/" + place).shows(".part > *").shows("#run-title");
            assertThat(window.accessibilityFindings()).as(place).isEmpty();
        }

        window.go("#/documents/" + id).shows("#controls");
        window.find("#controls >> text=Restart").click();
        assertThat(window.accessibilityFindings()).as("dialog").isEmpty();
    }

    @Test
    void aRunIsStartedWatchedAndLookedAtByKeysAlone() {
        PageWindow window = STAGE.open("");
        Keyboard keys = window.page().keyboard();
        tabTo(window, "#request");
        String request = "Create a task management system by keys alone";
        keys.type(request);
        keys.press("Control+Enter");
        keys.press("Control+Enter");
        window.showsCompleted();
        assertThat(window.page().evaluate("""
                async request => (await (await fetch('/api/documents?limit=50')).json())
                  .documents.filter(each => each.request === request).length""", request)).isEqualTo(1);

        tabTo(window, ".tabs a:has-text('Actions')");
        keys.press("Enter");
        window.shows("#actions");
        tabTo(window, ".tabs a:has-text('Diagram')");
        keys.press("Enter");
        window.shows("entity-diagram .node");
        tabTo(window, "entity-diagram .node");
        keys.press("Enter");
        window.shows(".diagram .details");
        tabTo(window, "#time");
        keys.press("ArrowLeft");
        window.shows("#to-live");
        tabTo(window, "#to-live");
        keys.press("Enter");
        window.shows("#controls");
        window.find(".skip").focus();
        keys.press("Enter");
        window.shows("#view:focus").shows("#controls");
    }

    @Test
    void sixtyModelsAreDrawn() {
        ObjectNode body = ContractMapper.mapper().createObjectNode().put("request", "Add a note to Model1");
        body.putObject("options").put("generator", "built-in");
        body.set("existingAgent", LargeAgent.of(MODELS));
        PageWindow window = STAGE.open("#/documents/" + STAGE.client().create(body, Runs.newKey()));

        window.shows("entity-diagram .node[data-model=Model59]");
        assertThat(window.find("entity-diagram .node").count()).isGreaterThanOrEqualTo(MODELS);
        window.screenshot("sixty-models");
    }

    private static void tabTo(PageWindow window, String selector) {
        for (int i = 0; i < TABS_MAX; i++) {
            window.page().keyboard().press("Tab");
            if ((boolean) window.find(selector).first().evaluate("element => element === document.activeElement")) {
                return;
            }
        }
        throw new AssertionError("the Tab key does not reach " + selector);
    }
}
