package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.gateway.testkit.StreamStage;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A document's topic is cut, by deleting it and creating it with fewer records, and goes on otherwise. */
final class ChangedLogStreamTest extends StreamStage {
    @Test
    void resetsAWatcherAndGoesOnWithTheLog() {
        // Given
        List<RecordedEvent> cut = new ArrayList<>(SampleRun.cutAfter(7, run()));
        cut.addAll(SampleRun.recreated(
                SampleRun.from(document, 9, List.of(SampleRun.processing(StepId.first(), "And on")))));
        orchestrator.createTopic(document);
        orchestrator.happenLinked(linked(run()).subList(0, 12));
        gateway.awaitRelayed(run().get(11));
        projection.holds(DocumentFold.fold(document, run().subList(0, 12)));
        try (SseClient client = connect(null)) {
            assertThat(client.names(1)).containsExactly("snapshot:11");

            // When
            orchestrator.deleteTopic(document);
            Awaitility.await().ignoreExceptions().until(() -> {
                orchestrator.createTopic(document);
                return true;
            });
            orchestrator.appendLinked(linked(cut).subList(0, 8));
            orchestrator.happenLinked(linked(cut).subList(8, 9));

            // Then
            SseClient.Frame reset = client.next().orElseThrow();
            assertThat(reset.event()).isEqualTo("reset");
            assertThat(reset.data()).contains("\"log-changed\"");
            assertThat(client.names(1)).containsExactly("snapshot:8");
            orchestrator.happenLinked(linked(cut).subList(9, 10));
            assertThat(client.names(1)).containsExactly("agent-step:9");
        }
        try (SseClient another = connect(null)) {
            assertThat(another.names(1)).containsExactly("snapshot:9");
        }
    }

    private static List<EncodedEvent> linked(List<RecordedEvent> events) {
        return EncodedEvent.linked(ChainHash.START, events);
    }
}
