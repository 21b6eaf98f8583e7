package dev.stepfold.gateway.webhook;

import dev.stepfold.documentlog.ArchiveIndex;
import dev.stepfold.documentlog.ArchiveReader;
import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.KeptLogs;
import dev.stepfold.documentlog.LogUnavailableException;
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
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.testkit.SharedBroker;
import dev.stepfold.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
 * What posts to webhooks, with a real broker, real logs and a real server that is posted to; for each test a server, webhooks and
 * documents of its own. Time passes only when a test says so.
 */
@Timeout(120)
abstract class WebhookStage {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final Owner KEEPER = new Owner("keeper");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    static KafkaConnection kafka;
    static Producer<String, byte[]> producer;
    static FakeOrchestrator orchestrator;
    private static DocumentLogReader topics;
    private static ArchiveIndex index;
    private static ArchiveReader archive;
    private static VisibleDocuments visible;

    /** Documents whose logs do not answer. */
    static final Set<DocumentId> AWAY = ConcurrentHashMap.newKeySet();

    static final SetClock CLOCK = new SetClock(SampleRun.START.plus(Duration.ofMinutes(1)));

    /** Those of a gateway that runs during all tests. */
    static Webhooks webhooks;

    final Receiver receiver = new Receiver();
    private boolean isReplaced;
    private final List<Webhooks> others = new ArrayList<>();

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
        KeptLogs logs = new KeptLogs(topics, archive);
        visible = new VisibleDocuments(
                _ -> new ProjectionAnswer.Unavailable(),
                (documentId, from, to) -> {
                    if (AWAY.contains(documentId)) {
                        throw new LogUnavailableException(documentId + " is away", new IllegalStateException());
                    }
                    return logs.read(documentId, from, to);
                },
                new AcceptedDocuments(),
                () -> true,
                RecentEvents.boundedByHeap());
        webhooks = start(true, false);
        // Its group is left and joined again where nothing is registered.
        register(webhooks, new Caller(KEEPER, false, Instant.MAX), "https://example.com/", "document-archive.restored");
    }

    /** Other test classes see the same topics: nothing stays registered. */
    @AfterAll
    static void disconnect() throws Exception {
        for (Webhook webhook : webhooks.list(Caller.LOCAL)) {
            webhooks.delete(Caller.LOCAL, webhook.webhookId().value());
        }
        webhooks.close();
        archive.close();
        index.close();
        topics.close();
        orchestrator.close();
        producer.close();
    }

    @AfterEach
    final void end() throws Exception {
        AWAY.clear();
        receiver.close();
        for (Webhook webhook : webhooks.list(Caller.LOCAL)) {
            if (!webhook.owner().equals(KEEPER)) {
                webhooks.delete(Caller.LOCAL, webhook.webhookId().value());
            }
        }
        others.forEach(Webhooks::close);
        if (isReplaced) {
            replace(true, false);
            isReplaced = false;
        }
    }

    /** Those of another gateway. */
    final Webhooks another() {
        Webhooks another = start(true, false);
        others.add(another);
        return another;
    }

    /** Those of a gateway instead of the one that runs during all tests, until the test ends. */
    final void replace(boolean allowsPrivate, boolean ownersAreKnown) {
        isReplaced = true;
        webhooks.close();
        webhooks = start(allowsPrivate, ownersAreKnown);
    }

    /** Those of a gateway that records spans instead, until the test ends. */
    final void replace(Tracing tracing) {
        isReplaced = true;
        webhooks.close();
        webhooks = start(true, false, tracing);
    }

    private static Webhooks start(boolean allowsPrivate, boolean ownersAreKnown) {
        return start(allowsPrivate, ownersAreKnown, Tracing.OFF);
    }

    private static Webhooks start(boolean allowsPrivate, boolean ownersAreKnown, Tracing tracing) {
        Webhooks started = new Webhooks(
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
                CLOCK,
                tracing);
        started.start();
        Awaitility.await().until(() -> started.book().isPositioned());
        return started;
    }

    /** Registers a URL for events of these names. */
    static WebhookId register(Object url, String... events) throws Exception {
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

    static LaneState awaitPending(WebhookId id, DocumentId documentId, int failures) {
        return Awaitility.await()
                .until(
                        () -> webhooks.book().pendingOf(id).stream()
                                .filter(state -> state.documentId().equals(documentId) && state.failures() >= failures)
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    static List<Undelivered> awaitUndelivered(WebhookId id, int count) {
        return Awaitility.await().until(() -> webhooks.book().undeliveredOf(id), letters -> letters.size() == count);
    }
}
