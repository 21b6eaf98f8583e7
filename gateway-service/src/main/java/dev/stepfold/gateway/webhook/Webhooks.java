package dev.stepfold.gateway.webhook;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.command.JsonBody;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.utils.Utils;

/**
 * The webhooks of all owners, and what posts to them. What belongs to another owner is answered like what does not exist; a
 * caller that sees all documents sees all webhooks.
 */
public final class Webhooks implements AutoCloseable {
    private static final Duration QUESTION_MAX = Duration.ofSeconds(4);
    private static final int REPLAYS_WAITING_MAX = 1_000;
    private static final Set<String> REPLAY_FIELDS = Set.of("documentId", "from");

    private final Settings settings;
    private final WebhookDocuments documents;
    private final AddressGuard guard;
    private final Clock clock;
    private final Journal journal;
    private final WebhookBook book;
    private final EndpointClient client;
    private final WebhookSender sender;
    private final SecureRandom random = new SecureRandom();

    /**
     * Settings.
     *
     * @param isOn whether webhooks can be registered and are called
     * @param perOwnerMax how many webhooks an owner may have
     * @param max how many there may be in all
     * @param tls makes secured connections; asked when the first one is needed
     * @param timeout how long one post may take
     * @param sessionTimeout after what silence of a gateway another one posts in its place
     * @param secretOverlap for how long after a rotation posts are signed with the previous secret, too
     */
    public record Settings(
            boolean isOn,
            int perOwnerMax,
            int max,
            Supplier<SSLSocketFactory> tls,
            Duration timeout,
            Duration sessionTimeout,
            Duration secretOverlap) {}

    /** A webhook with its secret, which is shown this once. */
    public record Registered(Webhook webhook, SigningSecret secret) {}

    /** What a webhook still has to be told of, and what it could not be told of. */
    public record Deliveries(List<LaneState> pending, List<Undelivered> undelivered) {}

    /** @param tracing records the posts, and tells the servers that they go to of it */
    public Webhooks(
            KafkaConnection kafka,
            Producer<String, byte[]> producer,
            WebhookDocuments documents,
            AddressGuard guard,
            Settings settings,
            Clock clock,
            Tracing tracing) {
        this.settings = settings;
        this.documents = documents;
        this.guard = guard;
        this.clock = clock;
        this.journal = new Journal(
                producer,
                kafka.names().webhooks(),
                kafka.names().webhookDeliveries(),
                UUID.randomUUID().toString());
        this.book = new WebhookBook(kafka, journal, QUESTION_MAX);
        this.client = new EndpointClient(guard, settings.tls(), settings.timeout());
        Outbox outbox = new Outbox(
                clock,
                new RetrySchedule(() -> ThreadLocalRandom.current().nextDouble()),
                Outbox.Limits.DEFAULT,
                journal,
                id -> book.find(id).flatMap(documents::turnsOf).orElse(null));
        this.sender = new WebhookSender(
                kafka,
                book,
                outbox,
                journal,
                new Posting(
                        outbox,
                        new Attempts(book, documents, client, clock, tracing),
                        Outbox.Limits.DEFAULT.underWayMax()),
                documents,
                settings.sessionTimeout());
    }

    /** Starts, as soon as Kafka is available; called once. */
    public void start() {
        if (settings.isOn()) {
            book.start();
            sender.start();
        }
    }

    /** Whether webhooks can be registered and are called. */
    public boolean isOn() {
        return settings.isOn();
    }

    /** What is registered and known. */
    public WebhookBook book() {
        return book;
    }

    /** What posts. */
    public WebhookSender sender() {
        return sender;
    }

    /**
     * Registers a URL. It is told of the events that are forwarded from now on.
     *
     * @param body JSON
     * @throws ProblemException if that is not possible
     * @throws LogUnavailableException when Kafka did not answer; it may be registered nevertheless
     */
    public Registered register(Caller caller, byte[] body) throws LogUnavailableException {
        requireOn();
        WebhookRequest request = WebhookRequest.parse(body, guard::accept);
        List<Webhook> all = book.awaitWebhooks();
        long own = all.stream()
                .filter(webhook -> webhook.owner().equals(caller.owner()))
                .count();
        if (own >= settings.perOwnerMax() || all.size() >= settings.max()) {
            throw ProblemException.of(
                    ProblemCode.TOO_MANY_WEBHOOKS,
                    own >= settings.perOwnerMax()
                            ? "An owner may have " + settings.perOwnerMax() + " webhooks. Delete one first."
                            : "All owners together may have " + settings.max() + " webhooks.");
        }
        SigningSecret secret = SigningSecret.random(random);
        Webhook webhook = new Webhook(
                new WebhookId(UUID.randomUUID().toString()),
                caller.owner(),
                request.url(),
                request.events(),
                request.description(),
                secret,
                null,
                null,
                now(),
                book.feedEnds());
        book.awaitWebhooks(journal.webhook(webhook.webhookId(), webhook));
        return new Registered(webhook, secret);
    }

    /** The caller's webhooks, the oldest first. */
    public List<Webhook> list(Caller caller) throws LogUnavailableException {
        requireOn();
        return book.awaitWebhooks().stream()
                .filter(webhook -> caller.maySee(webhook.owner()))
                .toList();
    }

    /**
     * A webhook of the caller.
     *
     * @throws ProblemException if there is none, or none that the caller may see
     */
    public Webhook find(Caller caller, String id) throws LogUnavailableException {
        requireOn();
        return book.awaitWebhooks().stream()
                .filter(webhook -> webhook.webhookId().value().equals(id) && caller.maySee(webhook.owner()))
                .findFirst()
                .orElseThrow(
                        () -> ProblemException.of(ProblemCode.WEBHOOK_NOT_FOUND, "There is no webhook of that id."));
    }

    /** Removes a registration: what is pending is not posted any more. */
    public void delete(Caller caller, String id) throws LogUnavailableException {
        Webhook webhook = find(caller, id);
        book.awaitWebhooks(journal.webhook(webhook.webhookId(), null));
    }

    /** Gives a webhook another secret. Until the overlap is over, posts are signed with both. */
    public Registered rotate(Caller caller, String id) throws LogUnavailableException {
        SigningSecret secret = SigningSecret.random(random);
        Webhook rotated = find(caller, id).rotated(secret, now().plus(settings.secretOverlap()));
        book.awaitWebhooks(journal.webhook(rotated.webhookId(), rotated));
        return new Registered(rotated, secret);
    }

    /**
     * Has a document's events posted again, in order, from a sequence on: those that the webhook is told of.
     *
     * @param body JSON
     * @throws ProblemException if there is no such webhook, document or sequence
     */
    public ReplayAccepted replay(Caller caller, String id, byte[] body) throws LogUnavailableException {
        Webhook webhook = find(caller, id);
        JsonBody json = JsonBody.parse(body, REPLAY_FIELDS);
        json.requiredText("documentId", Integer.MAX_VALUE);
        DocumentId documentId = json.text("documentId", DocumentId::new).orElseThrow();
        long from = json.wholeNumber("from").orElse(0);
        long last = documents.lastSequence(webhook.owner(), documentId).orElseThrow(ProblemException::documentNotFound);
        if (from > last) {
            throw ProblemException.of(
                    ProblemCode.SEQUENCE_NOT_FOUND, "The document has not reached sequence " + from + ".");
        }
        if (book.replaysWaiting() >= REPLAYS_WAITING_MAX) {
            throw ProblemException.passing(
                    ProblemCode.TOO_MANY_REPLAYS, "Too many replays wait to be taken on.", Duration.ofSeconds(5));
        }
        ReplayRequest request = new ReplayRequest(webhook.webhookId(), documentId, from, last, now());
        int partitions = webhook.from().size();
        int partition =
                Utils.toPositive(Utils.murmur2(documentId.value().getBytes(StandardCharsets.UTF_8))) % partitions;
        journal.request(partition, request);
        return new ReplayAccepted(documentId, from, last);
    }

    /** What a replay posts again: the events from {@code from} to {@code to}, both included, that the webhook is told of. */
    public record ReplayAccepted(DocumentId documentId, long from, long to) {}

    /** What is pending and what was given up, by document and sequence; a moment behind. */
    public Deliveries deliveries(Caller caller, String id) throws LogUnavailableException {
        Webhook webhook = find(caller, id);
        return new Deliveries(book.pendingOf(webhook.webhookId()), book.undeliveredOf(webhook.webhookId()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void requireOn() {
        if (!settings.isOn()) {
            throw ProblemException.of(ProblemCode.FORBIDDEN, "Webhooks are off here: STEPFOLD_WEBHOOKS.");
        }
    }

    @Override
    public void close() {
        sender.close();
        client.close();
        book.close();
    }
}
