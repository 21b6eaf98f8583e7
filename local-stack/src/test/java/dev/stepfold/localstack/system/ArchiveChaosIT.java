package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.system.Auditor.Audited;
import dev.stepfold.localstack.system.PacedModel.Reply;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentArchive;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Documents that go to the archive a second after each run and are wanted again the moment they have gone, while processes are
 * killed and frozen. A long one is asked for with {@code stepfold.chaos.seconds}, {@code stepfold.chaos.documents} and
 * {@code stepfold.chaos.seed}.
 */
class ArchiveChaosIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int OK = 200;
    private static final int RUNS_MIN = 3;

    private final long seed =
            Long.getLong("stepfold.chaos.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    private final Duration length = Duration.ofSeconds(Long.getLong("stepfold.chaos.seconds", 16));
    private final int documents = Integer.getInteger("stepfold.chaos.documents", 6);

    @Test
    void losesAndRepeatsNothingOnTheWayToTheArchiveAndBack(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home)
            throws Exception {
        String how = "archive chaos: -Dstepfold.chaos.seed=" + seed + " -Dstepfold.chaos.seconds=" + length.toSeconds()
                + " -Dstepfold.chaos.documents=" + documents;
        System.out.println(how);
        try (PacedModel model = PacedModel.start((_, _) -> new Reply(OK, Duration.ofMillis(50)));
                TwoOrchestrators system = TwoOrchestrators.start(home, model, Map.of("STEPFOLD_ARCHIVE_AFTER", "1s"));
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given
            Client client = new Client(system.gateway(), length.plusSeconds(120));
            Chaos chaos = new Chaos(system, client);
            Instant end = Instant.now().plus(length);
            List<Future<Visitor>> visits = IntStream.range(0, documents)
                    .mapToObj(number -> people.submit(() -> Visitor.comeAndGo(client, number, end)))
                    .toList();

            // When
            chaos.carryOut(new ChaosPlan(Map.of(), ChaosPlan.of(seed, length, 0).faults()));

            // Then
            int moves = 0;
            try (Kafka kafka = new Kafka(system.bootstrapServers())) {
                List<Visitor> visitors = new ArrayList<>();
                for (Future<Visitor> visit : visits) {
                    visitors.add(visit.get());
                }
                await().atMost(SOON).until(() -> kafka.documentTopics().isEmpty());
                Auditor auditor = new Auditor(system.projection(), client, kafka);
                for (Visitor visitor : visitors) {
                    moves += visitor.check(auditor.audit(visitor.documentId, visitor.frames));
                }
                assertThat(kafka.read(KafkaNames.DEFAULT.deadLetters()).records())
                        .isEmpty();
            }
            System.out.println("archived " + moves + " times; " + chaos.suffered());
        } catch (Exception | AssertionError e) {
            throw new AssertionError(how, e);
        }
    }

    /** Somebody who has a run made again whenever its document has gone to the archive, and follows that from its first event. */
    private static final class Visitor {
        private final Client client;
        private final String documentId;
        private final List<Frame> frames = new ArrayList<>();
        private int asked = 1;

        private Visitor(Client client, int number) {
            this.client = client;
            this.documentId = client.create("Create a library number " + number, Runs.newKey());
        }

        static Visitor comeAndGo(Client client, int number, Instant end) {
            Visitor visitor = new Visitor(client, number);
            visitor.followUntilArchived("-1");
            while (visitor.asked < RUNS_MIN || Instant.now().isBefore(end)) {
                String body = "{\"step\":\"" + StepId.ACTION_GENERATION + "\"}";
                client.control(visitor.documentId, "restart", body, Runs.newKey());
                visitor.asked++;
                visitor.followUntilArchived(visitor.frames.getLast().id());
            }
            return visitor;
        }

        private void followUntilArchived(String cursor) {
            frames.addAll(client.follow(
                    documentId,
                    cursor,
                    frame -> frame.is("document-archive")
                            && frame.recorded().event() instanceof DocumentArchive.Archived));
        }

        /** Answers how often the document went to the archive. */
        int check(Audited document) {
            assertThat(document.history().getLast().event()).isInstanceOf(DocumentArchive.Archived.class);
            assertThat(count(document, AgentRun.Restarted.class))
                    .as("runs of %s after the first", documentId)
                    .isEqualTo(asked - 1);
            assertThat(count(document, AgentRun.Completed.class))
                    .as("completed runs of %s", documentId)
                    .isEqualTo(asked);
            assertThat(count(document, DocumentArchive.Restored.class))
                    .as("each but the last visit to the archive has an end")
                    .isEqualTo(count(document, DocumentArchive.Archived.class) - 1);
            return count(document, DocumentArchive.Archived.class);
        }

        private static int count(Audited document, Class<?> kind) {
            return (int) document.history().stream()
                    .filter(event -> kind.isInstance(event.event()))
                    .count();
        }
    }
}
