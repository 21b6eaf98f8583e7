package dev.stepfold.orchestrator;

import dev.stepfold.documentlog.Flush;
import dev.stepfold.generation.builtin.BuiltInGenerator;
import dev.stepfold.generation.sql.SqlCheck;
import org.jspecify.annotations.Nullable;

/**
 * The orchestrator's settings. The service reads each setting from the environment variable {@code STEPFOLD_…} of the
 * same name.
 *
 * @param partitions partitions of the shared topics, if this instance creates them
 * @param replicationFactor copies of every topic that is created
 * @param flush when the disk holds what is written to topics; null for {@link Flush#safeFor what is safe} with this many
 *     copies
 * @param instance this instance's name in the consumer group (static membership, KIP-345): after a restart it gets its
 *     partitions back at once. Null to join under a new name each time
 * @param sessionTimeoutMs after how many milliseconds without a heartbeat the group removes the instance; a broker with
 *     default settings allows no less than 6,000
 * @param generator the generator of runs that do not choose one
 * @param activeDocumentsMax documents active at once; at the limit, commands wait in Kafka
 * @param stepsMax attempts running at once; at the limit, attempts wait for a permit
 * @param sqlCheck by what SQL is checked
 */
public record OrchestratorSettings(
        int partitions,
        short replicationFactor,
        @Nullable Flush flush,
        @Nullable String instance,
        int sessionTimeoutMs,
        String generator,
        int activeDocumentsMax,
        int stepsMax,
        SqlCheck sqlCheck) {
    /** The values of settings that the environment does not set. */
    public static final OrchestratorSettings DEFAULT =
            new OrchestratorSettings(6, (short) 1, null, null, 6_000, BuiltInGenerator.NAME, 1_000, 64);

    public OrchestratorSettings {
        if (activeDocumentsMax < 1 || stepsMax < 1) {
            throw new IllegalArgumentException(
                    "STEPFOLD_ACTIVE_DOCUMENTS_MAX and STEPFOLD_STEPS_MAX must be at least 1");
        }
    }

    /** Settings with {@link SqlCheck#DEFAULT}. */
    public OrchestratorSettings(
            int partitions,
            short replicationFactor,
            @Nullable Flush flush,
            @Nullable String instance,
            int sessionTimeoutMs,
            String generator,
            int activeDocumentsMax,
            int stepsMax) {
        this(
                partitions,
                replicationFactor,
                flush,
                instance,
                sessionTimeoutMs,
                generator,
                activeDocumentsMax,
                stepsMax,
                SqlCheck.DEFAULT);
    }

    /** These settings with a fixed name of the instance in the group. */
    public OrchestratorSettings withInstance(String name) {
        return new OrchestratorSettings(
                partitions,
                replicationFactor,
                flush,
                name,
                sessionTimeoutMs,
                generator,
                activeDocumentsMax,
                stepsMax,
                sqlCheck);
    }

    /** These settings with another flush. */
    public OrchestratorSettings withFlush(Flush chosen) {
        return new OrchestratorSettings(
                partitions,
                replicationFactor,
                chosen,
                instance,
                sessionTimeoutMs,
                generator,
                activeDocumentsMax,
                stepsMax,
                sqlCheck);
    }

    /** These settings with another generator for the runs that do not choose one. */
    public OrchestratorSettings withGenerator(String name) {
        return new OrchestratorSettings(
                partitions,
                replicationFactor,
                flush,
                instance,
                sessionTimeoutMs,
                name,
                activeDocumentsMax,
                stepsMax,
                sqlCheck);
    }
}
