package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person and an application rely on, through the real processes. Each test makes documents of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class WholeSystemIT {
    private static final String REQUEST = "Create a task management system";

    private RunningStack stack;
    private Client client;

    @BeforeAll
    void start(@TempDir Path temporary) throws InterruptedException {
        stack = RunningStack.start(temporary, RunningStack.freePorts(), Map.of());
        client = new Client(stack.baseUrl());
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void runsARequestToCompletionAndStreamsEveryEvent() {
        String id = client.create(REQUEST, Runs.newKey());

        List<Frame> frames = client.follow(id, null, Runs::endsRun);

        assertThat(frames.getFirst().event()).isEqualTo("snapshot");
        assertThat(Runs.sequences(frames))
                .isEqualTo(Runs.risingFrom(frames.getFirst().sequence(), frames.size()));
        List<RecordedEvent> history = client.history(id);
        Runs.assertCompletedOnce(history);
        assertThat(client.state(id)).isEqualTo(Runs.fold(id, history));
        assertThat(history)
                .filteredOn(event -> event.event() instanceof AgentStep.Complete)
                .extracting(event -> ((AgentStep.Complete) event.event()).message())
                .satisfiesExactly(
                        message -> assertThat(message).matches("Understood: \\d+ entit(y|ies), \\d+ features?"),
                        message -> assertThat(message).matches("Decision: new agent, \\d of 3 generators"),
                        message ->
                                assertThat(message).matches("Analysis: (low|medium|high) complexity, \\d+ relations?"),
                        message -> assertThat(message).matches("Database: \\d+ models?, \\d+ enums?"),
                        message -> assertThat(message).matches("Actions: \\d+ actions?, (low|medium|high) complexity"),
                        message -> assertThat(message).matches("Schedules: \\d+ schedules?, \\d+% coverage"));
    }

    @Test
    void servesAStateThatIsNotMuchLargerThanItsAgent() {
        String id = client.create(REQUEST, Runs.newKey());
        client.follow(id, null, Runs::endsRun);
        DocumentState state = client.state(id);
        Agent agent = Objects.requireNonNull(state.agent());

        int bytes = JsonCodec.STATES.encode(state).length;

        assertThat(bytes).isLessThan(2 * JsonCodec.AGENTS.encode(agent).length);
    }

    @Test
    void resumesBehindTheLastEventIdAndSendsNothingElse() {
        String id = client.create(REQUEST, Runs.newKey());
        client.follow(id, null, Runs::endsRun);

        List<Frame> rest = client.follow(id, "5", Runs::endsRun);

        assertThat(Runs.sequences(rest)).isEqualTo(Runs.risingFrom(6, rest.size()));
        assertThat(rest).noneMatch(frame -> frame.is("snapshot"));
        assertThat(rest.stream().map(Frame::recorded).toList())
                .isEqualTo(client.history(id).stream()
                        .filter(event -> event.sequence() > 5)
                        .toList());
    }

    @Test
    void answersTheSameRequestUnderTheSameKeyWithTheSameDocument() {
        String key = Runs.newKey();

        assertThat(client.create(REQUEST, key)).isEqualTo(client.create(REQUEST, key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orchestrator", "projection", "gateway", "kafka"})
    void losesAndRepeatsNothingWhenAProcessIsKilled(String process) throws Exception {
        List<Future<List<Frame>>> watched = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        try (ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                String id = client.create(REQUEST + " number " + i, Runs.newKey());
                ids.add(id);
                watched.add(watchers.submit(() -> client.follow(id, "-1", Runs::endsRun)));
                if (i == 5) {
                    stack.kill9(process);
                }
            }
            for (int i = 0; i < ids.size(); i++) {
                List<RecordedEvent> seen =
                        watched.get(i).get().stream().map(Frame::recorded).toList();
                stack.awaitHealthy("gateway");
                List<RecordedEvent> history = client.history(ids.get(i));
                assertThat(seen).isEqualTo(history);
                Runs.assertCompletedOnce(history);
            }
        }
        stack.awaitHealthy("kafka").awaitHealthy("orchestrator").awaitHealthy("projection");
        for (String id : ids) {
            assertThat(client.state(id)).isEqualTo(Runs.fold(id, client.history(id)));
        }
    }
}
