package dev.stepfold.orchestrator.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.TopicTail;
import dev.stepfold.orchestrator.OrchestratorSettings;
import dev.stepfold.orchestrator.ScriptedGenerator;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.schemas.state.StepStatus;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The embedded orchestrator against a real broker. */
@ExtendWith(KafkaClusterExtension.class)
class AgentBuilderTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final RunOptions OPTIONS = new RunOptions(
            true,
            true,
            null,
            new RetryPolicy(2, Duration.ofMillis(10), Duration.ofMillis(50), 2, Duration.ofMinutes(1)),
            null);

    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster cluster;

    private final ScriptedGenerator generator = new ScriptedGenerator();
    private final Heard heard = new Heard();

    @Test
    void tellsEveryStepTransitionInOrderUntilTheRunIsCompleted() throws LogUnavailableException {
        try (AgentBuilder builder = connect(generator)) {
            StartedRun run = builder.start("Create a shop", OPTIONS, heard);

            DocumentState state = atRest(run);

            assertThat(state.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(state.documentId()).isEqualTo(run.documentId());
            assertThat(state.runId()).isEqualTo(run.runId());
            assertThat(state.agent()).isNotNull();
            heard.assertAllSixStepsOnce();
            assertThat(heard.messages).contains("Done: schedule-generation");
        }
    }

    @Test
    void waitsForTheTopicsSoThatABrokerWithoutThemDoesNotLayThemOut(KafkaCluster fresh) throws LogUnavailableException {
        try (AgentBuilder builder = AgentBuilder.connect(fresh.getBootstrapServers(), generator)) {
            var _ = builder.start("Create a shop", OPTIONS, heard);
        }

        try (Consumer<String, byte[]> consumer = consumer(fresh)) {
            assertThat(TopicTail.partitions(consumer, KafkaNames.DEFAULT.commands()))
                    .hasSize(OrchestratorSettings.DEFAULT.partitions());
        }
    }

    @Test
    void tellsOfARetryAndAFailedRun() throws LogUnavailableException {
        try (AgentBuilder builder = connect(generator)) {
            DocumentState state = atRest(builder.start("Create a shop fail=9", OPTIONS, heard));

            assertThat(state.status()).isEqualTo(RunStatus.FAILED);
            assertThat(state.error()).isNotNull();
            assertThat(heard.transitions)
                    .endsWith(
                            "technical-analysis processing",
                            "technical-analysis retrying",
                            "technical-analysis processing",
                            "technical-analysis failed");
        }
    }

    @Test
    void hearsItsOwnRunsToTheEndWhereAnotherMemberOfTheGroupRunsThem() throws LogUnavailableException {
        ScriptedGenerator otherGenerator = new ScriptedGenerator();
        try (AgentBuilder one = connect(generator);
                AgentBuilder other = connect(otherGenerator)) {
            startUntilRunBy(otherGenerator, one);
            startUntilRunBy(generator, other);
        }
    }

    @Test
    void doesNotLetAListenerThatThrowsStopAnything() throws LogUnavailableException {
        try (AgentBuilder builder = connect(generator)) {
            StartedRun thrown = builder.start("Create a shop", OPTIONS, (_, _, _) -> {
                throw new AssertionError("as scripted");
            });
            StartedRun listened = builder.start("Create a shop", OPTIONS, heard);

            assertThat(atRest(thrown).status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(atRest(listened).status()).isEqualTo(RunStatus.COMPLETED);
            heard.assertAllSixStepsOnce();
        }
    }

    @Test
    void refusesBadInputAndWritesNothing() throws LogUnavailableException {
        try (AgentBuilder builder = connect(generator)) {
            atRest(builder.start("Create a shop", OPTIONS, heard));
            long before = commands();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.start(" \n", OPTIONS, heard))
                    .withMessage("request must not be blank");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.start("x".repeat(Command.REQUEST_LENGTH_MAX + 1), OPTIONS, heard))
                    .withMessage("request must have at most 200000 characters");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.start(
                            "Create a shop",
                            new RunOptions(true, true, null, RetryPolicy.DEFAULT, "unheard-of"),
                            heard))
                    .withMessage("options.generator must be one of [built-in, scripted]");
            assertThat(commands()).isEqualTo(before);
        }
    }

    @Test
    void refusesMoreRunsThanMayBeFollowedAtOnce() throws LogUnavailableException {
        OrchestratorSettings one =
                new OrchestratorSettings(6, (short) 1, null, null, 6_000, ScriptedGenerator.NAME, 1, 1);
        try (AgentBuilder builder = AgentBuilder.connect(
                Map.of("bootstrap.servers", cluster.getBootstrapServers()), one, List.of(generator))) {
            StartedRun first = builder.start("Create a shop hold=full", OPTIONS, heard);

            assertThatThrownBy(() -> builder.start("Create a shop", OPTIONS, heard))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageStartingWith("1 runs are followed");

            generator.letGo("full");
            atRest(first);
            assertThat(atRest(builder.start("Create a shop", OPTIONS, heard)).status())
                    .isEqualTo(RunStatus.COMPLETED);
        }
    }

    @Test
    void leavesARunToTheNextMemberWhenItIsClosedInTheMiddle() throws LogUnavailableException {
        String request = "Create a shop hold=closed";
        StartedRun run;
        try (AgentBuilder builder = connect(generator)) {
            run = builder.start(request, OPTIONS, heard);
            await().atMost(LONG).until(() -> generator.finished(request, StepId.DECISION_MAKING) == 1);
        }
        assertThatThrownBy(() -> atRest(run))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("the run continues");

        ScriptedGenerator next = new ScriptedGenerator();
        next.letGo("closed");
        try (AgentBuilder _ = connect(next)) {
            await().atMost(LONG).until(() -> next.finished(request, StepId.SCHEDULE_GENERATION) == 1);
        }
        assertThat(next.finished(request, StepId.DECISION_MAKING)).isZero();
    }

    private void startUntilRunBy(ScriptedGenerator runner, AgentBuilder starter) {
        List<String> requests = new ArrayList<>();
        await().atMost(LONG).until(() -> {
            String request = "Create a shop " + starter.hashCode() + " " + requests.size();
            requests.add(request);
            Heard own = new Heard();
            assertThat(atRest(starter.start(request, OPTIONS, own)).status()).isEqualTo(RunStatus.COMPLETED);
            own.assertAllSixStepsInOrder();
            return runner.finished(request, StepId.SCHEDULE_GENERATION) == 1;
        });
    }

    private static AgentBuilder connect(ScriptedGenerator generator) {
        return AgentBuilder.connect(cluster.getBootstrapServers(), generator);
    }

    private static DocumentState atRest(StartedRun run) {
        return run.atRest().orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static long commands() {
        try (Consumer<String, byte[]> consumer = consumer(cluster)) {
            List<TopicPartition> partitions = TopicTail.partitions(consumer, KafkaNames.DEFAULT.commands());
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static Consumer<String, byte[]> consumer(KafkaCluster of) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", of.getBootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Keeps what it hears. */
    private static final class Heard implements StepProgressListener {
        private final List<String> transitions = new CopyOnWriteArrayList<>();
        private final List<String> messages = new CopyOnWriteArrayList<>();

        @Override
        public void onProgress(StepId step, StepStatus status, String message) {
            transitions.add(step + " " + status.wireName());
            messages.add(message);
        }

        /** An attempt that the group hands from one member to the other in the middle begins again there, and says so. */
        void assertAllSixStepsInOrder() {
            List<String> once = new ArrayList<>();
            for (String transition : transitions) {
                if (once.isEmpty() || !once.getLast().equals(transition) || !transition.endsWith(" processing")) {
                    once.add(transition);
                }
            }
            assertAllSixStepsOnce(once);
        }

        void assertAllSixStepsOnce() {
            assertAllSixStepsOnce(transitions);
        }

        private static void assertAllSixStepsOnce(List<String> told) {
            List<String> all = new ArrayList<>();
            for (StepId step : StepId.values()) {
                all.add(step + " processing");
                all.add(step + " complete");
            }
            assertThat(told).isEqualTo(all);
        }
    }
}
