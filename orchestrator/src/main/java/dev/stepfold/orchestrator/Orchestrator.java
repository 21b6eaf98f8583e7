package dev.stepfold.orchestrator;

import dev.stepfold.documentlog.ArchiveIndex;
import dev.stepfold.documentlog.ArchiveReader;
import dev.stepfold.documentlog.Backoff;
import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.DocumentTopicEnds;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.FeedTailReader;
import dev.stepfold.documentlog.KeptLogs;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.documentlog.connection.ConnectionWatch;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.LastProblem;
import dev.stepfold.documentlog.rights.RightsWatch;
import dev.stepfold.documentlog.rights.ServiceRights;
import dev.stepfold.generation.sql.SqlJudge;
import dev.stepfold.generation.sql.postgres.PostgresJudge;
import dev.stepfold.generation.step.Generator;
import dev.stepfold.generation.validation.Validator;
import dev.stepfold.orchestrator.archive.IdleDocuments;
import dev.stepfold.orchestrator.archive.ShortOfTopics;
import dev.stepfold.orchestrator.commands.CommandLoop;
import dev.stepfold.orchestrator.commands.DocumentLimits;
import dev.stepfold.orchestrator.document.Ports;
import dev.stepfold.orchestrator.execution.Generators;
import dev.stepfold.orchestrator.execution.VirtualThreadRunner;
import dev.stepfold.orchestrator.kafka.KafkaArchive;
import dev.stepfold.orchestrator.kafka.KafkaClients;
import dev.stepfold.orchestrator.kafka.KafkaDocumentEnds;
import dev.stepfold.orchestrator.kafka.KafkaDocumentLog;
import dev.stepfold.orchestrator.kafka.KafkaFeedTails;
import dev.stepfold.orchestrator.kafka.KafkaStepEventsFeed;
import dev.stepfold.orchestrator.kafka.Producers;
import dev.stepfold.orchestrator.watch.Watch;
import dev.stepfold.orchestrator.watch.WatchedArchive;
import dev.stepfold.orchestrator.watch.WatchedFeed;
import dev.stepfold.orchestrator.watch.WatchedLog;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.tracing.Tracing;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of the orchestrators' consumer group, which decides and executes, wired without a framework. The service
 * and {@link dev.stepfold.orchestrator.embedding.AgentBuilder} both run it.
 */
public final class Orchestrator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Orchestrator.class);
    private static final int READERS_MAX = 8;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
    private static final Backoff UNTIL_KAFKA_IS_THERE = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final Duration SUBMIT_WAIT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaConnection kafka;
    private final Admin admin;
    private final KafkaNames names;
    private final LastProblem problem;
    private final ConnectionWatch watch;
    private final RightsWatch rights;
    private final TopicLayout layout;
    private final Producers producers;
    private final DocumentTopics topics;
    private final DocumentLogReader reader;
    private final ArchiveIndex index;
    private final ArchiveReader archive;
    private final DocumentTopicEnds ends;
    private final FeedTailReader tails;
    private final DeadLetters deadLetters;
    private final SqlJudge judge;
    private final VirtualThreadRunner runner;
    private final CommandLoop loop;
    private final Optional<IdleDocuments> idle;
    private final CountDownLatch topicsThere = new CountDownLatch(1);
    private final Thread startup = Thread.ofPlatform().daemon().name("startup").unstarted(this::startWhenKafkaIsThere);

    /**
     * @param kafka how to connect to Kafka
     * @param generators the generators that runs may choose; {@link OrchestratorSettings#generator} names one of them
     * @throws IllegalArgumentException if a setting is invalid
     */
    public Orchestrator(
            KafkaConnection kafka,
            OrchestratorSettings settings,
            ArchiveSettings archiveSettings,
            List<Generator> generators) {
        this(kafka, settings, archiveSettings, generators, Watch.NONE, Tracing.OFF);
    }

    /**
     * As above, seen from outside.
     *
     * @param seen is told what happens
     * @param tracing records spans of what happens
     */
    public Orchestrator(
            KafkaConnection kafka,
            OrchestratorSettings settings,
            ArchiveSettings archiveSettings,
            List<Generator> generators,
            Watch seen,
            Tracing tracing) {
        Generators chosen = new Generators(generators, settings.generator());
        KafkaClients clients = new KafkaClients(kafka);
        layout = TopicLayout.of(settings.partitions(), settings.replicationFactor(), settings.flush());
        this.kafka = kafka;
        names = kafka.names();
        problem = new LastProblem(kafka);
        watch = new ConnectionWatch(kafka, problem);
        rights = new RightsWatch(kafka, ServiceRights.ORCHESTRATOR);
        admin = kafka.admin(Map.of());
        producers = clients.producers(layout.flush());
        topics = new DocumentTopics(admin, names, layout);
        deadLetters = new DeadLetters(producers.shared(), names, "orchestrator");
        reader = new DocumentLogReader(kafka, READERS_MAX, READ_TIMEOUT, deadLetters);
        index = new ArchiveIndex(kafka, READ_TIMEOUT);
        archive = new ArchiveReader(kafka, index, READERS_MAX, READ_TIMEOUT);
        ends = new DocumentTopicEnds(admin, kafka, READ_TIMEOUT);
        tails = new FeedTailReader(kafka, READ_TIMEOUT, InstantSource.system());
        judge = PostgresJudge.of(settings.sqlCheck());
        runner = new VirtualThreadRunner(
                chosen, new Validator(judge), InstantSource.system(), settings.stepsMax(), tracing);
        Ports ports = new Ports(
                new WatchedLog(
                        new KafkaDocumentLog(topics, reader, producers.documents(), names, InstantSource.system()),
                        seen),
                new WatchedArchive(
                        new KafkaArchive(
                                kafka,
                                topics,
                                reader,
                                archive,
                                index,
                                archiveSettings.documentsMax(),
                                InstantSource.system()),
                        seen),
                new KafkaDocumentEnds(admin, names, ends),
                new WatchedFeed(new KafkaStepEventsFeed(producers.forwarder(), names), seen),
                new KafkaFeedTails(tails),
                runner,
                Thread::startVirtualThread,
                InstantSource.system(),
                new SecureRandom(),
                tracing);
        Duration sessionTimeout = Duration.ofMillis(settings.sessionTimeoutMs());
        loop = new CommandLoop(
                () -> clients.commands(settings.instance(), sessionTimeout),
                names.commands(),
                ports,
                deadLetters,
                DocumentLimits.ofThisJvm(settings.activeDocumentsMax()),
                sessionTimeout);
        idle = archiveSettings.after().isZero()
                ? Optional.empty()
                : Optional.of(new IdleDocuments(
                        admin,
                        names,
                        reader,
                        ports.archive(),
                        loop::owns,
                        command -> submit(command, Traceparent.random(ports.random())),
                        archiveSettings.after(),
                        new ShortOfTopics(admin, names, layout, ports.clock()),
                        ports.clock()));
    }

    /** Starts in the background, and begins work once Kafka is available; called once. */
    public void start() {
        rights.start();
        startup.start();
    }

    /** A sentence for each right that Kafka does not give this user. */
    public List<String> missingRights() {
        return rights.sentences();
    }

    /** Whether it is a member of the group, with or without partitions. */
    public boolean isJoined() {
        return loop.isJoined();
    }

    /** What keeps this instance from Kafka now, in one sentence; empty while Kafka lets it in. */
    public Optional<String> problem() {
        return problem.sentence();
    }

    /** Whether steps make progress; {@code false} is for a person or a supervisor to act on. */
    public boolean isMakingProgress() {
        return runner.isMakingProgress();
    }

    /** How many attempts were told to end and have not ended in time. */
    public long overdueAttempts() {
        return runner.overdue(VirtualThreadRunner.OVERDUE_AFTER);
    }

    /** How many documents are active. */
    public int activeDocuments() {
        return loop.activeDocuments();
    }

    /** How many records could not be read, and were sent to the dead letters. */
    public long deadLetters() {
        return deadLetters.count();
    }

    /** Reads documents' logs, wherever they are kept. */
    public KeptLogs logs() {
        return new KeptLogs(reader, archive);
    }

    /**
     * Writes a command for the member that owns the document's partition, and waits until the command is durable. If
     * Kafka is not available yet, waits for it for at most 10 s.
     *
     * @throws LogUnavailableException when Kafka did not acknowledge in time; the command may have been written
     *     nevertheless
     */
    public void submit(Command command, Traceparent trace) throws LogUnavailableException {
        String what = "command " + command.commandId() + " of " + command.documentId();
        try {
            // A broker with automatic topic creation would create this topic with the broker's own layout.
            if (!topicsThere.await(SUBMIT_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LogUnavailableException(
                        what + " was not written", new TimeoutException("Kafka is not available yet"));
            }
            var _ = producers
                    .shared()
                    .send(Records.ofCommand(names, command, trace))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while writing " + what, e);
        } catch (ExecutionException | KafkaException e) {
            throw new LogUnavailableException(what + " was not acknowledged", e);
        }
    }

    private void startWhenKafkaIsThere() {
        for (int failures = 1; ; failures++) {
            Duration wait = UNTIL_KAFKA_IS_THERE.after(failures);
            try {
                SharedTopics.prepare(admin, kafka, layout);
                problem.solved();
                watch.start();
                topicsThere.countDown();
                index.start();
                loop.start();
                idle.ifPresent(IdleDocuments::start);
                return;
            } catch (LogUnavailableException e) {
                problem.met(e);
            }
            try {
                Thread.sleep(wait);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /** Stops the active documents where they stand, and leaves the group. The partitions' next owners continue them. */
    @Override
    public void close() {
        rights.close();
        watch.close();
        startup.interrupt();
        try {
            if (startup.isAlive() && !startup.join(CLOSE_TIMEOUT)) {
                LOG.warn("the startup thread did not end in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        idle.ifPresent(IdleDocuments::close);
        loop.close();
        runner.close();
        judge.close();
        reader.close();
        archive.close();
        index.close();
        ends.close();
        tails.close();
        topics.close();
        producers.close();
        admin.close(CLOSE_TIMEOUT);
    }
}
