package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document at rest loses its topic and nothing else, and has one again when it is wanted, through the real processes. */
class ArchiveIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ID = "doc-1";
    private static final String PATH = "/api/documents/" + ID;

    @Test
    void archivesADocumentAtRestAndGoesOnWithItWhenItIsWanted(@TempDir Path temporary) throws Exception {
        Map<String, String> soon = Map.of("STEPFOLD_ARCHIVE_AFTER", "2s");
        try (RunningStack stack = RunningStack.start(temporary, RunningStack.freePorts(), soon);
                Kafka kafka = new Kafka(stack.bootstrapServers())) {
            Client client = new Client(stack.baseUrl());

            // When
            post(client, "/api/documents", "{\"documentId\":\"doc-1\",\"request\":\"Create a library\"}");
            List<Frame> seen = client.follow(ID, "-1", ArchiveIT::isArchived);
            awaitNoTopic(stack);

            // Then
            List<RecordedEvent> history = client.history(ID);
            assertThat(Runs.recorded(seen)).isEqualTo(history);
            assertThat(archived(kafka)).isEqualTo(history);
            assertTellsTheSame(client, history);

            // When
            stack.kill9("projection");

            // Then
            assertTellsTheSame(client, history);

            // When
            post(client, PATH + "/runs", "{\"request\":\"Add a due date to books\"}");
            List<Frame> more = client.follow(ID, seen.getLast().id(), ArchiveIT::isArchived);
            awaitNoTopic(stack);

            // Then
            List<RecordedEvent> longer = client.history(ID);
            List<RecordedEvent> all = new ArrayList<>(history);
            all.addAll(Runs.recorded(more));
            assertThat(longer).isEqualTo(all);
            assertThat(longer.get(history.size()).event()).isInstanceOf(DocumentArchive.Restored.class);
            assertThat(Runs.sequences(more)).isEqualTo(Runs.risingFrom(history.size(), more.size()));
            assertThat(archived(kafka)).isEqualTo(longer);
            assertTellsTheSame(client, longer);

            // When
            assertThat(client.erase(ID)).isEqualTo(202);

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(client.get(PATH).statusCode()).isEqualTo(404));
            assertThat(client.get(PATH + "/history").statusCode()).isEqualTo(404);
            assertThat(kafka.read(KafkaNames.DEFAULT.documentArchive()).latest(new DocumentId(ID)))
                    .isEmpty();
        }
    }

    private static void assertTellsTheSame(Client client, List<RecordedEvent> history) {
        DocumentState state = Runs.fold(ID, history);
        long middle = history.get(history.size() / 2).sequence();
        assertThat(client.history(ID)).isEqualTo(history);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.state(ID)).isEqualTo(state));
        assertThat(new Frame("", "", client.get(PATH + "?at=" + middle).body()).state())
                .isEqualTo(Runs.fold(ID, history.subList(0, history.size() / 2 + 1)));
        assertThat(Runs.recorded(client.follow(
                        ID,
                        Long.toString(middle),
                        frame -> frame.sequence() == history.getLast().sequence())))
                .isEqualTo(history.subList(history.size() / 2 + 1, history.size()));
    }

    private static boolean isArchived(Frame frame) {
        return frame.is("document-archive") && frame.recorded().event() instanceof DocumentArchive.Archived;
    }

    private static void awaitNoTopic(RunningStack stack) {
        await().atMost(PATIENCE).until(() -> !topics(stack).contains(KafkaNames.DEFAULT.document(new DocumentId(ID))));
    }

    private static List<RecordedEvent> archived(Kafka kafka) {
        return Topic.ofArchived(kafka.read(KafkaNames.DEFAULT.documentArchive())
                        .latest(new DocumentId(ID))
                        .orElseThrow())
                .unfenced();
    }

    private static void post(Client client, String path, String body) throws Exception {
        assertThat(client.post(path, body, Runs.newKey()).statusCode()).isEqualTo(202);
    }

    private static Set<String> topics(RunningStack stack) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            return admin.listTopics().names().get();
        }
    }
}
