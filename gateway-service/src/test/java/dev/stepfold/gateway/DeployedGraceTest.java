package dev.stepfold.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.testkit.DeployedService;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The time that Kubernetes gives a gateway to stop. */
class DeployedGraceTest {
    /** As long as everything has that a local supervisor stops. */
    private static final Duration CLOSING = Duration.ofSeconds(30);

    @Test
    void sufficesForTheSpreadOfTheStreamsEndsAndForWhatClosesThen() {
        assertThat(DeployedService.all("gateway"))
                .flatExtracting(deployment -> deployment.grace().stream().toList())
                .hasSize(2)
                .allSatisfy(grace -> {
                    assertThat(grace.untilTold()).isPositive();
                    assertThat(grace.untilKilled())
                            .isGreaterThan(grace.untilTold()
                                    .plus(GracefulShutdown.CLIENTS)
                                    .plus(CLOSING));
                });
    }
}
