package dev.stepfold.orchestrator.embedding;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.TopicTail;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.generation.builtin.BuiltInGenerator;
import dev.stepfold.generation.step.Generator;
import dev.stepfold.orchestrator.ArchiveSettings;
import dev.stepfold.orchestrator.Orchestrator;
import dev.stepfold.orchestrator.OrchestratorSettings;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/**
 * Builds agents from within any Java application, as durably as the service does:
 *
 * {@snippet :
 * try (AgentBuilder builder = AgentBuilder.connect(bootstrapServers)) {
 *     StartedRun run = builder.start(
 *             "Create a task management system",
 *             RunOptions.DEFAULT,
 *             (step, status, message) -> System.out.println(step + " " + status.wireName() + ": " + message));
 *     DocumentState state = run.atRest().join();
 *     System.out.println(state.status().wireName() + ": " + run.documentId());
 * }
 * }
 *
 * <p>It is a full member of the orchestrators' group on Kafka. Another member may execute a run that was started here,
 * and this member may execute runs that were started elsewhere. All members should therefore have the same generators.
 * A run survives this process: another member continues it, or the next one that starts.
 *
 * <p>Safe for use by many threads. Create one per application, and close it.
 */
public final class AgentBuilder implements AutoCloseable {
    private final Orchestrator orchestrator;
    private final Set<String> generators;
    private final FollowedRuns followed;
    private final TopicTail tail;

    private AgentBuilder(KafkaConnection kafka, OrchestratorSettings settings, List<Generator> generators) {
        this.orchestrator = new Orchestrator(kafka, settings, ArchiveSettings.DEFAULT, generators);
        this.generators = new TreeSet<>(generators.stream().map(Generator::name).toList());
        this.followed = new FollowedRuns(kafka.names(), settings.activeDocumentsMax());
        this.tail = new TopicTail("run-follower", kafka, followed);
    }

    /**
     * Joins the group with the default settings. Does not wait for Kafka.
     *
     * @param bootstrapServers Kafka's address: {@code localhost:9092}
     * @param generators generators in addition to the built-in one; the first is for runs that choose none
     */
    public static AgentBuilder connect(String bootstrapServers, Generator... generators) {
        return connect(KafkaConnection.to(bootstrapServers), generators);
    }

    /**
     * Joins the group with the default settings. Does not wait for Kafka.
     *
     * @param kafka how to connect to Kafka; {@link KafkaConnection#ofEnvironment} takes the same variables as the service
     * @param generators generators in addition to the built-in one; the first is for runs that choose none
     */
    public static AgentBuilder connect(KafkaConnection kafka, Generator... generators) {
        OrchestratorSettings settings = generators.length == 0
                ? OrchestratorSettings.DEFAULT
                : OrchestratorSettings.DEFAULT.withGenerator(generators[0].name());
        return connect(kafka, settings, List.of(generators));
    }

    /**
     * Joins the group. Does not wait for Kafka.
     *
     * @param kafka settings of Kafka's clients: {@code bootstrap.servers}, and security settings if Kafka requires any
     * @see #connect(KafkaConnection, OrchestratorSettings, List)
     */
    public static AgentBuilder connect(
            Map<String, Object> kafka, OrchestratorSettings settings, List<Generator> generators) {
        return connect(KafkaConnection.of(kafka), settings, generators);
    }

    /**
     * Joins the group. Does not wait for Kafka.
     *
     * @param kafka how to connect to Kafka, and the names of the installation there ({@link KafkaConnection#withNames})
     * @param settings {@link OrchestratorSettings#activeDocumentsMax} is also how many runs may be followed at once
     * @param generators generators in addition to the built-in one; {@link OrchestratorSettings#generator} names the
     *     one for runs that choose none
     * @throws IllegalArgumentException if a setting is invalid
     */
    public static AgentBuilder connect(
            KafkaConnection kafka, OrchestratorSettings settings, List<Generator> generators) {
        List<Generator> all = new ArrayList<>(generators);
        all.add(new BuiltInGenerator());
        AgentBuilder builder = new AgentBuilder(kafka, settings, all);
        builder.orchestrator.start();
        builder.tail.start();
        return builder;
    }

    /** Whether this instance has joined the group. A run may be started before that. */
    public boolean isJoined() {
        return orchestrator.isJoined();
    }

    /**
     * Starts a run for a new document. Returns when the start is durable; the run then continues even if this process
     * ends.
     *
     * @param request what to build, in plain words: 1 to 200,000 characters
     * @param options the options of the run
     * @param listener receives every step transition of the run
     * @throws IllegalArgumentException when the request is blank or too long, or there is no such generator; nothing
     *     was written
     * @throws RejectedExecutionException when the limit of runs followed at once is reached; nothing was written
     * @throws IllegalStateException when this builder is closed
     * @throws LogUnavailableException when Kafka did not acknowledge in time; the run may have started nevertheless,
     *     and is not followed
     */
    public StartedRun start(String request, RunOptions options, StepProgressListener listener)
            throws LogUnavailableException {
        if (options.generator() != null && !generators.contains(options.generator())) {
            throw new IllegalArgumentException("options.generator must be one of " + generators);
        }
        Command.StartRun start = new Command.StartRun(
                new DocumentId(UUID.randomUUID().toString()),
                new CommandId(UUID.randomUUID().toString()),
                Owner.LOCAL,
                Instant.now(),
                new RunId(UUID.randomUUID().toString()),
                request,
                true,
                null,
                options);
        FollowedRun run = new FollowedRun(
                start.documentId(), start.runId(), listener, orchestrator.logs()::read, followed::forget);
        followed.follow(run);
        boolean durable = false;
        try {
            orchestrator.submit(start, Traceparent.random(RandomGenerator.getDefault()));
            durable = true;
        } finally {
            if (!durable) {
                run.atRest().cancel(false);
            }
        }
        return new StartedRun(start.documentId(), start.runId(), run.atRest());
    }

    /**
     * Leaves the group. Runs that are active here are stopped where they stand; another member continues them, or the
     * next one that starts. Futures of runs that are not at rest complete exceptionally. Takes seconds if Kafka is
     * unavailable.
     */
    @Override
    public void close() {
        followed.close();
        tail.close();
        orchestrator.close();
    }
}
