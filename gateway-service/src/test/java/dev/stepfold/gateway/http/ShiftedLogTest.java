package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.FakeProjection;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.testkit.SharedBroker;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A topic whose offsets are shifted, as a mirror makes it, is not shown as an empty document. */
@Timeout(60)
final class ShiftedLogTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static Gateway gateway;
    private static FakeOrchestrator orchestrator;
    private static FakeProjection projection;

    private final DocumentId document = new DocumentId(UUID.randomUUID().toString());
    private final String path = "/api/documents/" + document;

    @BeforeAll
    static void start() {
        projection = new FakeProjection();
        gateway = new Gateway(
                        BROKER.bootstrapServers(),
                        Map.of("stepfold.projection-url", projection.uri().toString()))
                .awaitReady();
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        orchestrator.close();
        gateway.close();
        projection.close();
    }

    @Test
    void isSaidToBeACopyThatCannotBeUsed() throws Exception {
        List<RecordedEvent> run = SampleRun.from(document, 0, SampleRun.complete());
        orchestrator.createTopic(document);
        orchestrator.append(List.of(run.getLast()));
        orchestrator.append(run);

        assertIsShifted(gateway.get(path));
        assertIsShifted(gateway.get(path + "/history"));

        projection.holds(DocumentFold.fold(document, run));
        assertIsShifted(gateway.get(path + "/history"));
        assertIsShifted(gateway.get(path + "/verify"));
    }

    private static void assertIsShifted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(answer.body()).contains("\"code\":\"log-shifted\"", "Restore a backup");
    }
}
