package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents are listed, erased everywhere, and recreated, through the real processes. */
class ListAndEraseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void listsDocumentsAndErasesOneThatIsThenMadeAnew(@TempDir Path temporary) throws Exception {
        try (RunningStack stack = RunningStack.start(temporary, RunningStack.freePorts(), Map.of())) {
            Client client = new Client(stack.baseUrl());

            // Given
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String id = "doc-" + i;
                start(client, id, "Create a task management system");
                client.follow(id, null, Runs::endsRun);
                ids.addFirst(id);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.list(2)).isEqualTo(ids));

            // When
            assertThat(client.erase("doc-2")).isEqualTo(202);

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(client.get("/api/documents/doc-2").statusCode())
                                    .isEqualTo(404));
            ids.remove("doc-2");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.list(2)).isEqualTo(ids));
            assertThat(client.get("/api/documents/doc-2/events").statusCode()).isEqualTo(404);
            assertThat(client.get("/api/documents/doc-2/history").statusCode()).isEqualTo(404);
            // Kafka answers a deletion before every broker knows of it.
            await().atMost(PATIENCE)
                    .until(() -> !topics(stack).contains(KafkaNames.DEFAULT.document(new DocumentId("doc-2"))));

            // When
            start(client, "doc-2", "Create a library");
            client.follow("doc-2", null, Runs::endsRun);

            // Then
            Runs.assertCompletedOnce(client.history("doc-2"));
            assertThat(client.state("doc-2")).isEqualTo(Runs.fold("doc-2", client.history("doc-2")));
            ids.addFirst("doc-2");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.list(100)).isEqualTo(ids));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    client.get("/api/documents/doc-2/verify").body())
                            .contains("\"matches\":true"));
        }
    }

    private static void start(Client client, String documentId, String request) throws Exception {
        String body = "{\"documentId\":\"" + documentId + "\",\"request\":\"" + request + "\"}";
        assertThat(client.post("/api/documents", body, Runs.newKey()).statusCode())
                .isEqualTo(202);
    }

    private static Set<String> topics(RunningStack stack) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            return admin.listTopics().names().get();
        }
    }
}
