package dev.stepfold.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.DocumentEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class WebhookSenderTest extends WebhookStage {
    private static final DocumentEvent STARTED = SampleRun.started();
    private static final DocumentEvent FAILED = SampleRun.failedAt(StepId.first(), true);
    private static final DocumentEvent COMPLETED = SampleRun.completed();

    @Test
    void postsWhatPutsARunAtRestOnceEachAndInOrder() throws Exception {
        register(receiver.url("/hook?a=b"));

        DocumentId document = document(SampleRun.complete().toArray(DocumentEvent[]::new));
        happen(document, 20, FAILED, COMPLETED);

        assertThat(receiver.awaitSequences(document, 3)).containsExactly(19L, 20L, 21L);
        assertThat(receiver.of(document))
                .allSatisfy(post -> assertThat(post.path()).isEqualTo("/hook?a=b"));
        assertThat(webhooks.sender().delivered()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void postsNothingTwiceThatIsForwardedAgain() throws Exception {
        register(receiver.url("/"), "agent-run");
        DocumentId document = document(STARTED, COMPLETED);
        receiver.awaitSequences(document, 2);

        orchestrator.forward(SampleRun.from(document, 0, List.of(STARTED, COMPLETED)));
        happen(document, 2, COMPLETED);

        assertThat(receiver.awaitSequences(document, 3)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void isToldOfNothingThatHappenedBeforeItWasRegistered() throws Exception {
        DocumentId document = document(STARTED, COMPLETED);
        register(receiver.url("/"), "agent-run");

        happen(document, 2, COMPLETED);

        assertThat(receiver.awaitSequences(document, 1)).containsExactly(2L);
    }

    @Test
    void repeatsAFailedPostUnderItsIdAndHoldsUpNoOtherDocument() throws Exception {
        WebhookId id = register(receiver.url("/"), "agent-run");
        receiver.answer(_ -> 503);
        DocumentId failing = document(STARTED, COMPLETED);
        LaneState state = awaitPending(id, failing, 1);
        assertThat(state.problem()).isEqualTo("answered with status 503");

        receiver.answer(_ -> 200);
        DocumentId other = document(STARTED);
        assertThat(receiver.awaitSequences(other, 1)).containsExactly(0L);
        assertThat(receiver.of(failing)).hasSize(1);
        CLOCK.pass(Duration.ofSeconds(6));

        assertThat(receiver.awaitSequences(failing, 3)).containsExactly(0L, 0L, 1L);
        assertThat(receiver.of(failing).get(0).id())
                .isEqualTo(receiver.of(failing).get(1).id());
        Awaitility.await().until(() -> webhooks.book().pendingOf(id).isEmpty());
    }

    @Test
    void holdsUpNoOtherWebhook() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        receiver.answer(post -> post.path().equals("/slow") ? waitFor(end) : 200);
        register(receiver.url("/slow"), "agent-run");
        register(receiver.url("/fast"), "agent-run");

        List<DocumentId> documents = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            documents.add(document(STARTED));
        }

        for (DocumentId document : documents) {
            Awaitility.await()
                    .until(() -> receiver.of(document).stream()
                            .anyMatch(post -> post.path().equals("/fast")));
        }
        end.countDown();
    }

    private static int waitFor(CountDownLatch end) {
        try {
            end.await();
            return 200;
        } catch (InterruptedException _) {
            return 500;
        }
    }

    @Test
    void givesAnEventUpAfterADayAndPostsItAgainWhenAsked() throws Exception {
        WebhookId id = register(receiver.url("/"));
        receiver.answer(post -> post.sequence() == 1 ? 500 : 200);
        DocumentId document = document(STARTED, COMPLETED, COMPLETED);

        for (int attempt = 1; webhooks.book().undeliveredOf(id).isEmpty(); attempt++) {
            int made = attempt;
            Awaitility.await()
                    .until(() -> receiver.of(document).size() >= made
                            || !webhooks.book().undeliveredOf(id).isEmpty());
            awaitSettled(id, document, attempt);
            CLOCK.pass(Duration.ofHours(5));
        }

        assertThat(awaitUndelivered(id, 1)).singleElement().satisfies(letter -> {
            assertThat(letter.documentId()).isEqualTo(document);
            assertThat(letter.sequence()).isEqualTo(1);
            assertThat(letter.event()).isEqualTo("agent-run.completed");
            assertThat(letter.attempts()).isEqualTo(6);
            assertThat(letter.problem()).isEqualTo("answered with status 500");
        });
        assertThat(receiver.awaitSequences(document, 7)).containsExactly(1L, 1L, 1L, 1L, 1L, 1L, 2L);

        receiver.answer(_ -> 200);
        webhooks.replay(Caller.LOCAL, id.value(), json("{\"documentId\":\"" + document + "\",\"from\":0}"));

        assertThat(receiver.awaitSequences(document, 9)).endsWith(1L, 2L);
        assertThat(receiver.of(document).getLast().id())
                .isEqualTo(receiver.of(document).get(6).id());
        awaitUndelivered(id, 0);
    }

    private static void awaitSettled(WebhookId id, DocumentId document, int attempts) {
        Awaitility.await()
                .until(() -> webhooks.book().undeliveredOf(id).size() == 1
                        || webhooks.book().pendingOf(id).stream()
                                .anyMatch(
                                        state -> state.documentId().equals(document) && state.failures() == attempts));
    }

    @Test
    void givesAnEventUpAtOnceIfTheServerSaysSo() throws Exception {
        WebhookId id = register(receiver.url("/"));
        receiver.answer(_ -> 410);

        document(STARTED, COMPLETED);

        assertThat(awaitUndelivered(id, 1).getFirst().attempts()).isEqualTo(1);
    }

    @Test
    void postsAgainWhatACrashCutOff() throws Exception {
        register(receiver.url("/"), "agent-run");
        CountDownLatch end = new CountDownLatch(1);
        receiver.answer(_ -> waitFor(end));
        DocumentId document = document(STARTED, COMPLETED);
        receiver.awaitSequences(document, 1);

        webhooks.close();
        receiver.answer(_ -> 200);
        end.countDown();
        replace(true, false);

        assertThat(receiver.awaitSequences(document, 3)).containsExactly(0L, 0L, 1L);
    }

    @Test
    void sharesTheDocumentsWithAnotherGatewayAndTakesOverFromIt() throws Exception {
        register(receiver.url("/"), "agent-run");
        receiver.awaitSequences(document(STARTED), 1);
        Webhooks other = another();
        List<DocumentId> documents = new ArrayList<>();
        Awaitility.await().pollInSameThread().until(() -> {
            documents.add(document(STARTED));
            receiver.awaitSequences(documents.getLast(), 1);
            return other.sender().delivered() > 0;
        });

        other.close();
        for (DocumentId document : documents) {
            happen(document, 1, COMPLETED);
        }

        // A post may come twice when its partition changes its owner.
        for (DocumentId document : documents) {
            Awaitility.await().until(() -> receiver.of(document).getLast().sequence() == 1);
        }
    }

    @Test
    void postsNoMoreOfAnErasedDocument() throws Exception {
        WebhookId id = register(receiver.url("/"), "agent-run");
        receiver.answer(post -> post.sequence() == 0 ? 410 : 500);
        DocumentId document = document(STARTED, COMPLETED);
        awaitPending(id, document, 1);
        awaitUndelivered(id, 1);
        int before = receiver.of(document).size();

        orchestrator.erase(document, SampleRun.START.plusSeconds(30));

        Awaitility.await().until(() -> webhooks.book().pendingOf(id).isEmpty());
        awaitUndelivered(id, 0);
        receiver.answer(_ -> 200);
        CLOCK.pass(Duration.ofHours(1));
        orchestrator.forward(SampleRun.from(document, 0, List.of(STARTED, COMPLETED)));
        DocumentId other = document(STARTED);
        receiver.awaitSequences(other, 1);
        assertThat(receiver.of(document)).hasSize(before);
    }

    @Test
    void tellsNothingOfADocumentThatAnotherOwnerMadeAnew() throws Exception {
        replace(true, true);
        Caller alice = new Caller(new Owner("alice"), false, Instant.MAX);
        WebhookId id = register(webhooks, alice, receiver.url("/"), "agent-run");
        receiver.answer(_ -> 500);
        DocumentId document = document(SampleRun.startedFor(alice.owner()));
        awaitPending(id, document, 1);

        orchestrator.deleteTopic(document);
        orchestrator.createTopic(document);
        happen(document, 0, SampleRun.startedFor(new Owner("bob")), COMPLETED);
        CLOCK.pass(Duration.ofSeconds(6));

        assertThat(awaitPending(id, document, 2).problem()).isEqualTo("there is no such document");
        assertThat(receiver.of(document)).hasSize(1);
    }

    @Test
    void holdsUpNoOtherPartitionWhileItIsNotKnownWhoseADocumentIs() throws Exception {
        replace(true, true);
        Caller alice = new Caller(new Owner("alice"), false, Instant.MAX);
        DocumentEvent started = SampleRun.startedFor(alice.owner());
        DocumentId away = new DocumentId(UUID.randomUUID().toString());
        orchestrator.createTopic(away);
        orchestrator.append(SampleRun.from(away, 0, List.of(started)));
        register(webhooks, alice, receiver.url("/"), "agent-run");
        AWAY.add(away);

        happen(away, 1, COMPLETED);
        DocumentId other = document(started, COMPLETED);
        while (partition(other) == partition(away)) {
            other = document(started, COMPLETED);
        }

        assertThat(receiver.awaitSequences(other, 2)).containsExactly(0L, 1L);
        assertThat(receiver.of(away)).isEmpty();
        AWAY.clear();
        assertThat(receiver.awaitSequences(away, 1)).containsExactly(1L);
    }

    private static int partition(DocumentId documentId) {
        return Utils.toPositive(Utils.murmur2(documentId.value().getBytes(StandardCharsets.UTF_8))) % 6;
    }

    @Test
    void doesNotCallPrivateAddresses() throws Exception {
        replace(false, false);
        int port = receiver.url("/").getPort();
        WebhookId id = register("https://localhost:" + port + "/");

        DocumentId document = document(STARTED, COMPLETED);

        assertThat(awaitPending(id, document, 1).problem()).isEqualTo("the host has no address that may be called");
        replace(true, false);
    }

    @Test
    void dropsWhatIsPendingForAWebhookThatIsDeleted() throws Exception {
        WebhookId kept = register(receiver.url("/kept"));
        WebhookId id = register(receiver.url("/gone"));
        receiver.answer(_ -> 500);
        DocumentId document = document(STARTED, COMPLETED);
        awaitPending(id, document, 1);
        awaitPending(kept, document, 1);

        webhooks.delete(Caller.LOCAL, id.value());

        Awaitility.await().until(() -> webhooks.book().pendingOf(id).isEmpty());
        assertThat(webhooks.book().pendingOf(kept)).hasSize(1);
    }

    @Test
    void writesAgainWhatAGatewayWroteThatOwnsThePartitionNoMore() throws Exception {
        WebhookId id = register(receiver.url("/"));
        receiver.answer(_ -> 500);
        DocumentId document = document(STARTED, COMPLETED);
        LaneState state = awaitPending(id, document, 1);

        LaneState stale = state.delivered(state.upTo());
        int partition = partitionOf(document);
        long offset = producer.send(new ProducerRecord<>(
                        kafka.names().webhookDeliveries(),
                        partition,
                        state.lane().toString(),
                        ContractMapper.mapper().writeValueAsBytes(stale)))
                .get()
                .offset();

        TopicPartition deliveries = new TopicPartition(kafka.names().webhookDeliveries(), partition);
        Awaitility.await().until(() -> webhooks.book().isReadTo(Map.of(deliveries, offset + 2)));
        assertThat(webhooks.book().pendingOf(id)).containsExactly(state);
    }

    private static int partitionOf(DocumentId document) {
        byte[] key = document.value().getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key))
                % producer.partitionsFor(kafka.names().stepEvents()).size();
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void postsEveryDocumentsEventsInTheirOrder() throws Exception {
        register(receiver.url("/"), "agent-step");
        List<DocumentEvent> run = SampleRun.complete();
        List<DocumentId> documents = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            documents.add(document(run.toArray(DocumentEvent[]::new)));
        }

        Map<DocumentId, List<Long>> came = documents.stream()
                .collect(Collectors.toMap(document -> document, document -> receiver.awaitSequences(document, 12)));

        assertThat(came.values())
                .allSatisfy(sequences ->
                        assertThat(sequences).isSorted().doesNotHaveDuplicates().hasSize(12));
    }
}
