package dev.stepfold.gateway;

import dev.stepfold.documentlog.ArchiveIndex;
import dev.stepfold.documentlog.ArchiveReader;
import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.KeptLogs;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.LastProblem;
import dev.stepfold.documentlog.connection.UnusableConnectionException;
import dev.stepfold.documentlog.rights.RightsWatch;
import dev.stepfold.documentlog.rights.ServiceRights;
import dev.stepfold.gateway.access.ReadPermits;
import dev.stepfold.gateway.command.CommandLog;
import dev.stepfold.gateway.command.CommandOutcomes;
import dev.stepfold.gateway.command.CommandService;
import dev.stepfold.gateway.command.DocumentQuota;
import dev.stepfold.gateway.command.KeyedCommands;
import dev.stepfold.gateway.command.WatchedCommandLog;
import dev.stepfold.gateway.config.AuthSettings;
import dev.stepfold.gateway.config.CallerLimits;
import dev.stepfold.gateway.config.GatewaySettings;
import dev.stepfold.gateway.config.WebhookSettings;
import dev.stepfold.gateway.document.AcceptedDocuments;
import dev.stepfold.gateway.document.DocumentLists;
import dev.stepfold.gateway.document.Projection;
import dev.stepfold.gateway.document.ProjectionClient;
import dev.stepfold.gateway.document.Verifier;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.kafka.KafkaCommandLog;
import dev.stepfold.gateway.kafka.TopicMonitor;
import dev.stepfold.gateway.stream.LiveRelay;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.stream.RelayWatch;
import dev.stepfold.gateway.stream.StreamPermits;
import dev.stepfold.gateway.stream.Watchers;
import dev.stepfold.gateway.webhook.AddressGuard;
import dev.stepfold.gateway.webhook.WebhookDocuments;
import dev.stepfold.gateway.webhook.Webhooks;
import dev.stepfold.servicehttp.DoorSettings;
import dev.stepfold.servicehttp.EnvironmentVariables;
import dev.stepfold.servicehttp.RequestSpans;
import dev.stepfold.servicehttp.ServiceSecret;
import dev.stepfold.servicehttp.UnusableSettingsException;
import dev.stepfold.tracing.HttpCalls;
import dev.stepfold.tracing.Tracing;
import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.Producer;

/**
 * Wires the parts of the gateway together. The parts themselves do not depend on the framework. The producer comes from
 * Micronaut Kafka ({@link CommandProducers}); all clients are made by {@link KafkaConnection}.
 */
@Factory
final class GatewayWiring {
    /** How long one read of a document's topic may take, including the wait for a free reader. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(4);

    /** How many reads of document topics are under way at once. */
    private static final int READS_MAX = 8;
    /** Few, because an archived log is read whole: up to 8 MiB, and several times that while it is decoded. */
    private static final int ARCHIVE_READS_MAX = 2;

    /** How many calls wait for the outcome of their command at once. */
    private static final int WAITS_MAX = 256;

    /**
     * How long a repeated call waits for the first call with its key: long enough for a few reads and for Kafka's
     * acknowledgement.
     */
    private static final Duration SETTLED_WAIT_MAX = Duration.ofSeconds(10);

    private static final int WAITS_PER_OWNER_MAX = 32;
    private static final int READS_WAITING_MAX = 64;
    private static final Duration READS_WAIT_MAX = Duration.ofSeconds(5);

    /** How long one post to a webhook may take. */
    private static final Duration POST_TIMEOUT = Duration.ofSeconds(10);

    /** After what silence of a gateway another one posts to webhooks in its place; stock brokers allow 6 s and more. */
    private static final Duration WEBHOOKS_TAKEN_OVER_AFTER = Duration.ofSeconds(10);

    /** For how long after a rotation posts to a webhook are signed with its previous secret, too. */
    private static final Duration SECRETS_OVERLAP = Duration.ofDays(1);

    private final KafkaConnection kafka;

    GatewayWiring(Environment environment) {
        try {
            kafka = KafkaConnection.ofEnvironment(EnvironmentVariables.in(environment));
        } catch (UnusableConnectionException e) {
            throw new UnusableSettingsException(String.valueOf(e.getMessage()));
        }
    }

    @Singleton
    KafkaConnection kafka() {
        return kafka;
    }

    @Singleton
    LastProblem lastProblem() {
        return new LastProblem(kafka);
    }

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    @Bean(preDestroy = "close")
    DocumentLogReader documentLogReader(DeadLetters deadLetters) {
        return new DocumentLogReader(kafka, READS_MAX, READ_TIMEOUT, deadLetters);
    }

    @Singleton
    DeadLetters deadLetters(@KafkaClient("commands") Producer<String, byte[]> producer) {
        return new DeadLetters(producer, kafka.names(), "gateway");
    }

    @Context
    @Bean(preDestroy = "close")
    ArchiveIndex archiveIndex() {
        return new ArchiveIndex(kafka, READ_TIMEOUT);
    }

    @Singleton
    @Bean(preDestroy = "close")
    ArchiveReader archiveReader(ArchiveIndex index) {
        return new ArchiveReader(kafka, index, ARCHIVE_READS_MAX, READ_TIMEOUT);
    }

    @Singleton
    KeptLogs keptLogs(DocumentLogReader topics, ArchiveReader archive) {
        return new KeptLogs(topics, archive);
    }

    @Singleton
    @Bean(
            preDestroy = "close",
            typed = {Projection.class, DocumentLists.class})
    ProjectionClient projection(GatewaySettings settings, DoorSettings door, Tracing tracing) {
        return new ProjectionClient(
                settings.projectionUrl(),
                door.secret().map(ServiceSecret::header).orElse(null),
                new HttpCalls(tracing, RequestSpans::here));
    }

    @Singleton
    AcceptedDocuments acceptedDocuments() {
        return new AcceptedDocuments();
    }

    @Singleton
    RecentEvents recentEvents() {
        return RecentEvents.boundedByHeap();
    }

    @Singleton
    VisibleDocuments documents(
            Projection projection, KeptLogs logs, AcceptedDocuments accepted, LiveRelay relay, RecentEvents recent) {
        return new VisibleDocuments(projection, logs::read, accepted, relay::isPositioned, recent);
    }

    @Singleton
    Verifier verifier(Projection projection, KeptLogs logs, VisibleDocuments documents) {
        return new Verifier(projection, logs::read, documents);
    }

    @Singleton
    DocumentQuota documentQuota(GatewaySettings settings, Clock clock) {
        return new DocumentQuota(kafka.names(), settings.documentTopicsMax(), clock);
    }

    @Singleton
    KeyedCommands keyedCommands() {
        return new KeyedCommands(SETTLED_WAIT_MAX);
    }

    @Singleton
    CommandLog commandLog(
            @KafkaClient("commands") Producer<String, byte[]> producer, Watchers watchers, Tracing tracing) {
        return new WatchedCommandLog(new KafkaCommandLog(producer, kafka.names(), tracing), watchers);
    }

    @Singleton
    CommandService commandService(
            VisibleDocuments documents,
            AcceptedDocuments accepted,
            DocumentQuota quota,
            KeyedCommands keyed,
            LiveRelay relay,
            CommandLog log,
            Clock clock) {
        return new CommandService(documents, accepted, quota, keyed, relay::isPositioned, log, clock, UUID::randomUUID);
    }

    @Singleton
    ReadPermits readPermits(CallerLimits limits, AuthSettings auth) {
        return new ReadPermits(new ReadPermits.Limits(
                limits.readsMax(), limits.readsPerOwnerMax(auth.isRequired()), READS_WAITING_MAX, READS_WAIT_MAX));
    }

    @Singleton
    CommandOutcomes commandOutcomes(VisibleDocuments documents, Watchers watchers, AuthSettings auth) {
        return new CommandOutcomes(documents, watchers, WAITS_MAX, auth.isRequired() ? WAITS_PER_OWNER_MAX : WAITS_MAX);
    }

    @Context
    @Bean(preDestroy = "close")
    TopicMonitor topicMonitor(GatewaySettings settings, DocumentQuota quota, LastProblem problem) {
        return new TopicMonitor(
                this::admin, kafka, settings.topicLayout(), quota::listed, quota::clusterHasRoom, problem);
    }

    @Context
    @Bean(preDestroy = "close")
    RightsWatch rights() {
        return new RightsWatch(kafka, ServiceRights.GATEWAY);
    }

    @Singleton
    Watchers watchers() {
        return new Watchers();
    }

    @Singleton
    StreamPermits streamPermits(Watchers watchers, GatewaySettings settings, CallerLimits limits, AuthSettings auth) {
        return new StreamPermits(
                watchers,
                new StreamPermits.Limits(
                        settings.streamsMax(),
                        limits.streamsPerDocumentMax(),
                        limits.streamsPerOwnerMax(auth.isRequired())));
    }

    @Context
    @Bean(preDestroy = "close")
    LiveRelay liveRelay(
            GatewaySettings settings,
            Watchers watchers,
            RecentEvents recent,
            AcceptedDocuments accepted,
            KeyedCommands keyed,
            Clock clock,
            RelayWatch watch,
            Tracing tracing) {
        return new LiveRelay(
                kafka,
                watchers,
                recent,
                command -> {
                    recent.notice(command);
                    keyed.notice(command);
                    accepted.notice(command);
                },
                settings.unattendedMax(),
                clock,
                watch,
                tracing);
    }

    /** Not as they are made: if another bean then cannot be made, nothing closes them. */
    @Singleton
    ApplicationEventListener<ServerStartupEvent> startWithTheServer(
            RightsWatch rights, TopicMonitor topics, ArchiveIndex archive, LiveRelay relay, Webhooks webhooks) {
        return _ -> {
            rights.start();
            topics.start();
            archive.start();
            relay.start();
            webhooks.start();
        };
    }

    @Singleton
    WebhookDocuments webhookDocuments(VisibleDocuments documents, AuthSettings auth) {
        return new WebhookDocuments(documents, auth.isRequired());
    }

    @Context
    @Bean(preDestroy = "close")
    Webhooks webhooks(
            WebhookSettings settings,
            WebhookDocuments documents,
            @KafkaClient("commands") Producer<String, byte[]> producer,
            Clock clock,
            Tracing tracing) {
        return new Webhooks(
                kafka,
                producer,
                documents,
                new AddressGuard(settings.webhooksAllowPrivate()),
                new Webhooks.Settings(
                        settings.webhooks(),
                        settings.webhooksPerOwnerMax(),
                        settings.webhooksMax(),
                        () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        POST_TIMEOUT,
                        WEBHOOKS_TAKEN_OVER_AFTER,
                        SECRETS_OVERLAP),
                clock,
                tracing);
    }

    private Admin admin() {
        return kafka.admin(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3_000));
    }
}
