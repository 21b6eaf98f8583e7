package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.gateway.testkit.StreamStage;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that come back at a time when their stream cannot be opened: no status sends them away for good. */
final class ComingBackTest extends StreamStage {
    @BeforeAll
    static void allowOneStreamOfADocument() {
        gateway.close();
        gateway = new Gateway(
                        BROKER.bootstrapServers(),
                        Map.of(
                                "stepfold.projection-url",
                                projection.uri().toString(),
                                "stepfold.heartbeat",
                                "200ms",
                                "stepfold.streams-per-document-max",
                                1))
                .awaitReady();
    }

    @Test
    void aClientWithACursorIsHeldUntilAPermitIsFree() {
        begins(3);
        SseClient first = connect(null);
        assertThat(first.status()).isEqualTo(200);
        try (SseClient again = connect("0")) {
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.nextComment()).startsWith(":");

            first.close();

            assertThat(ids(again, 2)).containsExactly("1", "2");
        }
    }

    @Test
    void aNewClientAndOneThatWouldNotWaitAreRefused() {
        begins(1);
        try (SseClient first = connect(null);
                SseClient another = connect(null);
                SseClient hasty = SseClient.connect(gateway.uri(path + "/events"), "0", "Prefer", "wait=0")) {
            assertThat(first.status()).isEqualTo(200);
            assertThat(another.status()).isEqualTo(503);
            assertThat(hasty.status()).isEqualTo(503);
        }
    }
}
