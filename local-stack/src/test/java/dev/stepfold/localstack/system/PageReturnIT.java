package dev.stepfold.localstack.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.schemas.StepId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page finds its document again: after a refresh, in another window, after an outage of what is behind it. */
final class PageReturnIT {
    private static final StepId IN_FLIGHT = StepId.TECHNICAL_ANALYSIS;

    @RegisterExtension
    static final PageStage STAGE = new PageStage();

    @Test
    void showsTheSameAfterARefreshInTheMiddleOfARunAndInASecondWindow() {
        PageWindow window = inTheMiddleOfARun();

        window.page().reload();

        window.shows("#steps li[data-status=complete]", 2).shows("#steps li[data-status=processing]", 1);
        assertThat(window.find("#run-title")).hasText("Create a task management system");
        PageWindow other = STAGE.open(hash(window));
        other.shows("#steps li[data-status=complete]", 2);
        STAGE.model().release(IN_FLIGHT);
        window.showsCompleted().shows("#agent");
        other.showsCompleted().shows("#agent");
    }

    @Test
    void goesOnAfterTheGatewayWasKilledAndAfterARefresh() throws InterruptedException {
        PageWindow window = inTheMiddleOfARun();

        STAGE.stack().kill9("gateway");

        window.says("#connection", "Reconnecting").screenshot("reconnecting");
        STAGE.stack().awaitHealthy("gateway");
        window.says("#connection", "Live").shows("#steps li[data-status=complete]", 2);
        window.page().reload();
        window.says("#connection", "Live").shows("#steps li[data-status=complete]", 2);
        STAGE.model().release(IN_FLIGHT);
        window.showsCompleted();
    }

    @Test
    void goesOnAfterKafkaWasKilledAndSaysSoMeanwhile() throws InterruptedException {
        PageWindow window = inTheMiddleOfARun();

        // Killed again where it is back too soon for the gateway to have noticed.
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .pollInSameThread()
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() -> {
                    boolean isSaid = window.find("#connection").textContent().contains("Kafka is away");
                    if (!isSaid) {
                        STAGE.stack().kill9("kafka");
                    }
                    return isSaid;
                });

        window.screenshot("kafka-away");
        STAGE.model().release(IN_FLIGHT);
        window.showsCompleted().says("#connection", "Live");
        STAGE.stack().awaitHealthy("gateway");
    }

    @Test
    void goesOnWhenTheDeviceIsOnlineAgainAndSaysWhatItMissed() {
        PageWindow window = inTheMiddleOfARun();
        window.page().context().setOffline(true);
        // The browser's switch ends no stream that is open: the page is told, as by a device.
        window.page().evaluate("window.dispatchEvent(new Event('offline'))");
        window.says("#connection", "Reconnecting");
        STAGE.model().release(IN_FLIGHT);
        String id = hash(window).split("/", -1)[2];
        STAGE.client().follow(id, null, Runs::endsRun);

        window.page().context().setOffline(false);

        window.says("#connection", "recovered").showsCompleted();
    }

    @Test
    void saysThatThereIsNoSuchDocument() {
        PageWindow window = STAGE.open("#/documents/no-such-document");

        window.says("main", "There is no such agent").screenshot("not-found");
    }

    private static PageWindow inTheMiddleOfARun() {
        STAGE.model().hold(IN_FLIGHT);
        PageWindow window = STAGE.open("");
        window.find("#request").fill("Create a task management system");
        window.find("#ask button[type=submit]").click();
        return window.shows("#steps li[data-status=complete]", 2).shows("#steps li[data-status=processing]", 1);
    }

    private static String hash(PageWindow window) {
        return (String) window.page().evaluate("location.hash");
    }
}
