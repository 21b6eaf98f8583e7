package dev.stepfold.gateway.webhook;

import dev.stepfold.documentlog.ArchiveIndex;
import dev.stepfold.documentlog.ArchiveReader;
import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.KeptLogs;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.document.AcceptedDocuments;
import dev.stepfold.gateway.document.ProjectionAnswer;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Receiver;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SetClock;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.testkit.SharedBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What posts to webhooks, with a real broker, real logs and a real server that is posted to; for each test a server and
 * documents of its own. Time passes only when a test says so.
 */
@Timeout(60)
abstract class WebhookStage {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    static KafkaConnection kafka;
    static Producer<String, byte[]> producer;
    static FakeOrchestrator orchestrator;
    private static DocumentLogReader topics;
    private static ArchiveIndex index;
    private static ArchiveReader archive;
    private static VisibleDocuments visible;

    final SetClock clock = new SetClock(SampleRun.START.plus(Duration.ofMinutes(1)));
    final Receiver receiver = new Receiver();
    private final List<Webhooks> running = new ArrayList<>();

    @BeforeAll
    static void connect() throws Exception {
        kafka = KafkaConnection.to(BROKER.bootstrapServers());
        try (Admin admin = kafka.admin(Map.of())) {
            SharedTopics.ensure(admin, kafka.names(), new TopicLayout(6, (short) 1));
        }
        producer = kafka.producer(Map.of());
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
        topics = new DocumentLogReader(kafka, 4, TIMEOUT, new DeadLetters(producer, kafka.names(), "test"));
        index = new ArchiveIndex(kafka, TIMEOUT);
        index.start();
        archive = new ArchiveReader(kafka, index, 1, TIMEOUT);
        visible = new VisibleDocuments(
                _ -> new ProjectionAnswer.Unavailable(),
                new KeptLogs(topics, archive)::read,
                new AcceptedDocuments(),
                () -> true,
                RecentEvents.boundedByHeap());
    }

    @AfterAll
    static void disconnect() {
        archive.close();
        index.close();
        topics.close();
        orchestrator.close();
        producer.close();
    }

    /** Other test classes see the same topics: nothing stays registered. */
    @AfterEach
    final void end() throws Exception {
        receiver.close();
        Webhooks last = running.getLast();
        for (Webhook webhook : last.list(Caller.LOCAL)) {
            last.delete(Caller.LOCAL, webhook.webhookId().value());
        }
        running.forEach(Webhooks::close);
    }

    /** A gateway's webhooks. */
    final Webhooks start(boolean allowsPrivate) {
        return start(allowsPrivate, false);
    }

    /** The same where callers authenticate, or not. */
    final Webhooks start(boolean allowsPrivate, boolean ownersAreKnown) {
        Webhooks webhooks = new Webhooks(
                kafka,
                producer,
                new WebhookDocuments(visible, ownersAreKnown),
                new AddressGuard(allowsPrivate),
                new Webhooks.Settings(
                        true,
                        20,
                        100,
                        () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofDays(1)),
                clock);
        webhooks.start();
        Awaitility.await().until(() -> webhooks.book().isPositioned());
        running.add(webhooks);
        return webhooks;
    }

    /** Registers a URL for events of these names. */
    static WebhookId register(Webhooks webhooks, Object url, String... events) throws Exception {
        return register(webhooks, Caller.LOCAL, url, events);
    }

    static WebhookId register(Webhooks webhooks, Caller caller, Object url, String... events) throws Exception {
        String names = events.length == 0 ? "" : ",\"events\":[\"" + String.join("\",\"", events) + "\"]";
        return webhooks.register(caller, ("{\"url\":\"" + url + "\"" + names + "}").getBytes(StandardCharsets.UTF_8))
                .webhook()
                .webhookId();
    }

    /** A new document, to which these events happen. */
    static DocumentId document(DocumentEvent... events) {
        DocumentId documentId = new DocumentId(UUID.randomUUID().toString());
        orchestrator.createTopic(documentId);
        happen(documentId, 0, events);
        return documentId;
    }

    static void happen(DocumentId documentId, long first, DocumentEvent... events) {
        orchestrator.happen(SampleRun.from(documentId, first, List.of(events)));
    }

    static LaneState awaitPending(Webhooks webhooks, WebhookId id, DocumentId documentId, int failures) {
        return Awaitility.await()
                .until(
                        () -> webhooks.book().pendingOf(id).stream()
                                .filter(state ->
                                        state.documentId().equals(documentId) && state.failures() >= failures)
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    static List<Undelivered> awaitUndelivered(Webhooks webhooks, WebhookId id, int count) {
        return Awaitility.await()
                .until(() -> webhooks.book().undeliveredOf(id), letters -> letters.size() == count);
    }
}
