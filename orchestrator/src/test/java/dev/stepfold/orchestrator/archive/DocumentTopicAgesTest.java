package dev.stepfold.orchestrator.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.event.AgentRun;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/** Which documents have a topic, and when it was last written to, as a real broker tells. */
class DocumentTopicAgesTest extends TopicsStage {
    @Test
    void findsTheDocumentsThatHaveATopic() throws Exception {
        DocumentId documentId = empty();

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(new DocumentTopicAges(admin, KafkaNames.DEFAULT).documents())
                        .contains(documentId));
    }

    @Test
    void takesNoOtherTopicForThatOfADocument() throws Exception {
        String noDocument = "other-" + UUID.randomUUID();
        String archive = "stepfold.document-" + noDocument;
        String noId = KafkaNames.DEFAULT.documentPrefix() + "no.id." + noDocument;
        List<String> others = List.of(noDocument, archive, noId);
        var _ = admin.createTopics(others.stream()
                        .map(name -> new NewTopic(name, 1, (short) 1))
                        .toList())
                .all()
                .get();
        await().atMost(LONG).until(() -> admin.listTopics().names().get().containsAll(others));

        assertThat(new DocumentTopicAges(admin, KafkaNames.DEFAULT).documents())
                .extracting(DocumentId::value)
                .noneMatch(id -> id.contains(noDocument));
    }

    @Test
    void tellsWhenATopicWasLastWrittenTo() throws Exception {
        DocumentId documentId = running(NOW);
        write(documentId, 1, new AgentRun.Cancelled(new CommandId("cancel-1")), NOW.plusSeconds(9));

        assertThat(new DocumentTopicAges(admin, KafkaNames.DEFAULT).lastWritten(List.of(documentId)))
                .isEqualTo(Map.of(documentId, NOW.plusSeconds(9)));
    }

    @Test
    void leavesOutTopicsThatAreEmptyOrGoneAndAnswersForTheOthers() throws Exception {
        DocumentId gone = new DocumentId(UUID.randomUUID().toString());
        DocumentId empty = empty();
        DocumentId documentId = running(NOW);

        assertThat(new DocumentTopicAges(admin, KafkaNames.DEFAULT).lastWritten(List.of(gone, empty, documentId)))
                .isEqualTo(Map.of(documentId, NOW));
    }

    @Test
    void tellsThatTheTopicsAreNotKnownWhileKafkaIsAway() {
        try (Admin nobody = Admin.create(
                Map.of("bootstrap.servers", "localhost:1", "request.timeout.ms", 100, "default.api.timeout.ms", 200))) {
            assertThatThrownBy(() -> new DocumentTopicAges(nobody, KafkaNames.DEFAULT).documents())
                    .isInstanceOf(LogUnavailableException.class);
        }
    }

    @Test
    void staysInterruptedWhereItIsInterrupted() {
        DocumentTopicAges ages = new DocumentTopicAges(admin, KafkaNames.DEFAULT);
        List<DocumentId> documents =
                Stream.of("doc-1", "doc-2").map(DocumentId::new).toList();

        Thread.currentThread().interrupt();
        assertThatThrownBy(ages::documents).isInstanceOf(LogUnavailableException.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThatThrownBy(() -> ages.lastWritten(documents)).isInstanceOf(LogUnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
