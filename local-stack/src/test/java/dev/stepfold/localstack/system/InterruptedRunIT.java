package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.StackPorts;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose steps take time is interrupted in the middle, and goes on from the last completed step. Each test makes a
 * document of its own.
 */
@TestInstance(Lifecycle.PER_CLASS)
class InterruptedRunIT {
    private static final String REQUEST = "Create a task management system";
    private static final Duration SOON = Duration.ofSeconds(60);

    /** The step that is in flight when the run is interrupted; two are complete by then. */
    private static final StepId IN_FLIGHT = StepId.TECHNICAL_ANALYSIS;

    private final StackPorts ports = RunningStack.freePorts();
    private Path home;
    private PacedModel model;
    private RunningStack stack;
    private Client client;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws InterruptedException {
        home = temporary;
        model = PacedModel.start(Duration.ofMillis(300));
        stack = RunningStack.start(home, ports, model.environment());
        client = new Client(stack.baseUrl());
    }

    @AfterAll
    void stop() {
        stack.close();
        model.close();
    }

    @BeforeEach
    void forgetOtherTests() {
        model.forget();
    }

    @Test
    void resumesAStreamThatBreaksInTheMiddleOfALiveRun() {
        // Given a client that has followed a run from its first event into its third step
        model.hold(IN_FLIGHT);
        String id = client.create(REQUEST, Runs.newKey());
        List<Frame> frames = new ArrayList<>(client.follow(id, "-1", InterruptedRunIT::completesTheSecondStep));
        awaitAsked(IN_FLIGHT);

        // When it goes away, and comes back with its last event id while the run goes on
        model.release(IN_FLIGHT);
        frames.addAll(client.follow(id, frames.getLast().id(), frame -> completes(frame, IN_FLIGHT)));
        frames.addAll(client.follow(id, frames.getLast().id(), Frame::endsRun));

        // Then it has every event once, and nothing but events
        assertThat(Runs.sequences(frames)).isEqualTo(Runs.risingFrom(0, frames.size()));
        assertThat(frames).noneMatch(frame -> frame.is("snapshot") || frame.is("reset"));
        List<RecordedEvent> history = client.history(id);
        assertThat(Runs.recorded(frames)).isEqualTo(history);
        Runs.assertCompletedOnce(history);
        assertThat(model.asked()).containsExactly(StepId.values());
    }

    @Test
    void findsEverythingWhereItWasAndGoesOnAfterTheWholeStackWasStopped() throws InterruptedException {
        // Given a document whose run is completed, and one in the middle of its run
        String completed = client.create(REQUEST, Runs.newKey());
        client.follow(completed, null, Runs::endsRun);
        DocumentState state = client.state(completed);
        List<RecordedEvent> history = client.history(completed);
        model.forget();
        String running = runIntoTheThirdStep();
        List<RecordedEvent> before = client.history(running);

        // When
        stack.stop();
        model.release(IN_FLIGHT);
        stack = RunningStack.start(home, ports, model.environment());

        // Then
        assertThat(stack.output()).doesNotContain("still running");
        assertThat(client.state(completed)).isEqualTo(state);
        assertThat(client.history(completed)).isEqualTo(history);
        assertThat(Runs.recorded(client.follow(completed, "-1", Runs::endsRun))).isEqualTo(history);
        assertGoesOn(running, before);
    }

    @Test
    void goesOnByItselfAfterTheOrchestratorWasKilledInTheMiddleOfAStep() throws InterruptedException {
        // Given
        String id = runIntoTheThirdStep();
        List<RecordedEvent> before = client.history(id);

        // When
        stack.kill9("orchestrator");
        model.release(IN_FLIGHT);

        // Then
        assertGoesOn(id, before);
    }

    private String runIntoTheThirdStep() {
        model.hold(IN_FLIGHT);
        String id = client.create(REQUEST, Runs.newKey());
        awaitAsked(IN_FLIGHT);
        assertThat(client.state(id).status()).isEqualTo(RunStatus.RUNNING);
        return id;
    }

    private void assertGoesOn(String id, List<RecordedEvent> before) {
        List<Frame> rest = client.follow(id, Long.toString(before.getLast().sequence()), Frame::endsRun);

        List<RecordedEvent> history = client.history(id);
        assertThat(history).startsWith(before.toArray(RecordedEvent[]::new));
        assertThat(Runs.recorded(rest)).isEqualTo(history.subList(before.size(), history.size()));
        Runs.assertCompletedOnce(history);
        assertThat(client.state(id)).isEqualTo(Runs.fold(id, history));
        assertThat(model.asked(IN_FLIGHT)).isEqualTo(2);
        assertThat(Arrays.stream(StepId.values()).filter(step -> step != IN_FLIGHT))
                .allSatisfy(step -> assertThat(model.asked(step)).isEqualTo(1));
    }

    private void awaitAsked(StepId step) {
        await().atMost(SOON).until(() -> model.asked(step) > 0);
    }

    private static boolean completesTheSecondStep(Frame frame) {
        return completes(frame, StepId.DECISION_MAKING);
    }

    private static boolean completes(Frame frame, StepId step) {
        return frame.is("agent-step")
                && frame.recorded().event() instanceof AgentStep.Complete complete
                && complete.step() == step;
    }
}
