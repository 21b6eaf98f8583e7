package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two installations on one cluster, told apart by their prefixes alone, through the real processes. */
class TwoInstallationsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final KafkaNames ONE = KafkaNames.DEFAULT;
    private static final KafkaNames OTHER = new KafkaNames("acme.agents");
    private static final DocumentId DOC_1 = new DocumentId("doc-1");

    /** Each may have two documents' topics, although both together have more. */
    private static final String TOPICS_MAX = "2";

    @Test
    void doNotTouchEachOther(@TempDir Path temporary) throws Exception {
        try (RunningStack stack = RunningStack.start(
                        temporary.resolve("one"),
                        RunningStack.freePorts(),
                        Map.of("STEPFOLD_DOCUMENT_TOPICS_MAX", TOPICS_MAX, "STEPFOLD_ARCHIVE_AFTER", "0s"));
                Installation other = new Installation(stack.bootstrapServers(), temporary.resolve("other"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            Client client = new Client(stack.baseUrl());
            Client others = new Client(other.gateway.uri());

            // Documents with the same ids, and as many topics as each may have.
            run(client, "doc-1", "Create a library");
            run(others, "doc-1", "Create a task management system");
            run(client, "doc-2", "Create a shop");
            run(others, "doc-2", "Create a garden");
            assertThat(start(client, "doc-3", "Create a clinic")).isEqualTo(503);
            awaitList(client, List.of("doc-2", "doc-1"));
            awaitList(others, List.of("doc-2", "doc-1"));
            assertThat(client.history("doc-1")).isNotEqualTo(others.history("doc-1"));

            // An erasure.
            assertThat(client.erase("doc-1")).isEqualTo(202);
            awaitList(client, List.of("doc-2"));
            await().atMost(PATIENCE).until(() -> !topics(admin).contains(ONE.document(DOC_1)));
            assertThat(topics(admin)).contains(OTHER.document(DOC_1));
            assertThat(others.list(10)).containsExactly("doc-2", "doc-1");

            // The archive of one.
            other.restartOrchestrator(Map.of("STEPFOLD_ARCHIVE_AFTER", "1s"));
            await().atMost(PATIENCE)
                    .until(() -> topics(admin).stream().noneMatch(topic -> topic.startsWith(OTHER.documentPrefix())));
            assertThat(topics(admin)).contains(ONE.document(new DocumentId("doc-2")));
            Runs.assertCompletedOnce(client.history("doc-2"));

            // All states are those of the logs, whatever the sweeps compared.
            awaitVerified(client, "doc-2");
            awaitVerified(others, "doc-1");
            awaitVerified(others, "doc-2");
            assertThat(groups(admin))
                    .containsExactlyInAnyOrder(
                            ONE.orchestrators(), ONE.projection(), OTHER.orchestrators(), OTHER.projection());
            assertThat(transactionalIds(admin))
                    .anyMatch(id -> id.startsWith("acme.agents-archive-"))
                    .allMatch(id -> id.matches("(stepfold|acme\\.agents)-archive-\\d+"));
            assertThat(topics(admin))
                    .allMatch(topic -> topic.startsWith("stepfold") || topic.startsWith("acme.agents"));
        }
    }

    private static void run(Client client, String id, String request) throws Exception {
        assertThat(start(client, id, request)).isEqualTo(202);
        client.follow(id, null, Runs::endsRun);
    }

    private static int start(Client client, String id, String request) throws Exception {
        String body = "{\"documentId\":\"" + id + "\",\"request\":\"" + request + "\"}";
        return client.post("/api/documents", body, Runs.newKey()).statusCode();
    }

    private static void awaitList(Client client, List<String> ids) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(client.list(10)).isEqualTo(ids));
    }

    private static void awaitVerified(Client client, String id) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                client.get("/api/documents/" + id + "/verify").body())
                        .contains("\"matches\":true"));
    }

    /** Those of Stepfold and others that users made. */
    private static Set<String> topics(Admin admin) throws Exception {
        return admin.listTopics().names().get();
    }

    private static Set<String> groups(Admin admin) throws Exception {
        return admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .collect(Collectors.toSet());
    }

    private static Set<String> transactionalIds(Admin admin) throws Exception {
        return admin.listTransactions().all().get().stream()
                .map(TransactionListing::transactionalId)
                .collect(Collectors.toSet());
    }

    /** The three services of the other installation. */
    private static final class Installation implements AutoCloseable {
        private final Path home;
        private final Map<String, String> common;
        private OwnService orchestrator;
        private final OwnService projection;
        private final OwnService gateway;

        Installation(String bootstrapServers, Path home) throws Exception {
            this.home = Files.createDirectories(home);
            this.common = Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS",
                    bootstrapServers,
                    "STEPFOLD_PREFIX",
                    OTHER.prefix(),
                    "STEPFOLD_SERVICE_SECRET",
                    RunningStack.SERVICE_SECRET,
                    "STEPFOLD_INSTANCE",
                    "local",
                    "STEPFOLD_DOCUMENT_TOPICS_MAX",
                    TOPICS_MAX);
            orchestrator = launch("orchestrator-service", Map.of("STEPFOLD_ARCHIVE_AFTER", "0s"));
            projection = launch(
                    "projection-service",
                    Map.of("STEPFOLD_DATA_DIR", home.resolve("projection").toString()));
            gateway = launch(
                    "gateway-service",
                    Map.of("STEPFOLD_PROJECTION_URL", projection.uri().toString()));
            await().atMost(PATIENCE.multipliedBy(2))
                    .until(() -> orchestrator.isHealthy() && projection.isHealthy() && gateway.isHealthy());
        }

        private OwnService launch(String module, Map<String, String> own) {
            Map<String, String> environment = new HashMap<>(common);
            environment.putAll(own);
            return OwnService.launch(module, home.resolve(module + ".log"), environment);
        }

        void restartOrchestrator(Map<String, String> own) {
            orchestrator.close();
            orchestrator = launch("orchestrator-service", own);
        }

        @Override
        public void close() {
            gateway.close();
            projection.close();
            orchestrator.close();
        }
    }
}
