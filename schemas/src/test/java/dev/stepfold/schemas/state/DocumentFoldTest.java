package dev.stepfold.schemas.state;

import static dev.stepfold.schemas.StepId.DATABASE_GENERATION;
import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static dev.stepfold.schemas.StepId.SCHEDULE_GENERATION;
import static dev.stepfold.schemas.StepId.TECHNICAL_ANALYSIS;
import static dev.stepfold.schemas.state.History.AGENT;
import static dev.stepfold.schemas.state.History.COMMAND;
import static dev.stepfold.schemas.state.History.DOCUMENT;
import static dev.stepfold.schemas.state.History.OVERLOADED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.Insight;
import dev.stepfold.schemas.event.Quality;
import dev.stepfold.schemas.event.RejectionCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What each event of a run does to the state. */
class DocumentFoldTest {
    private final History history = new History();

    @Test
    void beginsPendingWithEveryStepPending() {
        DocumentState state = DocumentState.initial(DOCUMENT);

        assertThat(state.exists()).isFalse();
        assertThat(state.status()).isEqualTo(RunStatus.PENDING);
        assertThat(state.sequence()).isEqualTo(-1);
        assertThat(state.stepProgress()).hasSize(6).containsValue(StepStatus.PENDING);
    }

    @Test
    void aStartedRunBringsOwnerRequestAndOptions() {
        DocumentState state = history.started("run-1", "Track tasks").fold();

        assertThat(state.exists()).isTrue();
        assertThat(state.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(state.owner()).isEqualTo(Owner.LOCAL);
        assertThat(state.request()).isEqualTo("Track tasks");
        assertThat(state.options()).isEqualTo(RunOptions.DEFAULT);
        assertThat(state.runId()).isEqualTo(new RunId("run-1"));
        assertThat(state.runStartedAt()).isEqualTo(History.START);
        assertThat(state.currentStep()).isNull();
        assertThat(state.agent()).isNull();
    }

    @Test
    void anExistingAgentIsTheBaseOfTheRun() {
        DocumentState state = history.add(
                        new AgentRun.Started(COMMAND, Owner.LOCAL, "Add priorities", RunOptions.DEFAULT, AGENT))
                .fold();

        assertThat(state.agent()).isEqualTo(AGENT);
        assertThat(state.baseAgent()).isEqualTo(AGENT);
    }

    @Test
    void aNewRunHasTheLastRunsAgentAsItsBaseAndForgetsItsSteps() {
        DocumentState state = history.started("run-1", "Track tasks")
                .step(PROMPT_UNDERSTANDING)
                .add(new AgentData.Final(AGENT))
                .add(completed())
                .started("run-2", "Add priorities")
                .fold();

        assertThat(state.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(state.runId()).isEqualTo(new RunId("run-2"));
        assertThat(state.request()).isEqualTo("Add priorities");
        assertThat(state.baseAgent()).isEqualTo(AGENT);
        assertThat(state.agent()).isEqualTo(AGENT);
        assertThat(state.stepResults()).isEmpty();
        assertThat(state.stepMessages()).isEmpty();
        assertThat(state.stepAttempts()).isEmpty();
        assertThat(state.metrics()).isEmpty();
        assertThat(state.validation()).isEmpty();
        assertThat(state.quality()).isNull();
        assertThat(state.insights()).isEmpty();
        assertThat(state.stepProgress()).doesNotContainValue(StepStatus.COMPLETE);
    }

    @Test
    void aFailedRunKeepsItsContext() {
        DocumentState state = history.started("run-1", "Track tasks")
                .step(PROMPT_UNDERSTANDING)
                .fails(DATABASE_GENERATION)
                .fold();

        assertThat(state.status()).isEqualTo(RunStatus.FAILED);
        assertThat(state.error()).isEqualTo(History.runError(DATABASE_GENERATION));
        assertThat(state.currentStep()).isEqualTo(DATABASE_GENERATION);
        assertThat(state.progressOf(DATABASE_GENERATION)).isEqualTo(StepStatus.FAILED);
        assertThat(state.stepAttempts()).containsEntry(DATABASE_GENERATION, new StepAttempt(4, 4, OVERLOADED, null));
        assertThat(state.stepResults()).containsOnlyKeys(PROMPT_UNDERSTANDING);
    }

    @Test
    void retryingAFailedRunClearsTheErrorAndTakesTheStepBackToPending() {
        DocumentState state = history.started("run-1", "Track tasks")
                .step(PROMPT_UNDERSTANDING)
                .fails(DATABASE_GENERATION)
                .add(new AgentRun.Resumed(COMMAND))
                .fold();

        assertThat(state.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(state.error()).isNull();
        assertThat(state.progressOf(DATABASE_GENERATION)).isEqualTo(StepStatus.PENDING);
        assertThat(state.stepAttempts()).doesNotContainKey(DATABASE_GENERATION);
        assertThat(state.progressOf(PROMPT_UNDERSTANDING)).isEqualTo(StepStatus.COMPLETE);
    }

    @Test
    void aPausedRunRestsAndGoesOnWhereItWas() {
        history.started("run-1", "Track tasks").step(PROMPT_UNDERSTANDING).add(new AgentRun.Paused(COMMAND));
        assertThat(history.fold().status()).isEqualTo(RunStatus.PAUSED);

        DocumentState state = history.add(new AgentRun.Resumed(COMMAND)).fold();

        assertThat(state.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(state.progressOf(PROMPT_UNDERSTANDING)).isEqualTo(StepStatus.COMPLETE);
    }

    @Test
    void aCancelledRunKeepsWhatItHas() {
        DocumentState state = history.started("run-1", "Track tasks")
                .step(PROMPT_UNDERSTANDING)
                .add(new AgentData.Partial(AGENT))
                .add(new AgentRun.Cancelled(COMMAND))
                .fold();

        assertThat(state.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(state.agent()).isEqualTo(AGENT);
        assertThat(state.stepResults()).containsOnlyKeys(PROMPT_UNDERSTANDING);
    }

    @Test
    void aFailedRunThatIsCancelledOffersNothingAnyMore() {
        DocumentState state = history.started("run-1", "Track tasks")
                .fails(PROMPT_UNDERSTANDING)
                .add(new AgentRun.Cancelled(COMMAND))
                .fold();

        assertThat(state.error()).isNull();
        assertThat(Objects.requireNonNull(state.stepAttempts().get(PROMPT_UNDERSTANDING))
                        .error())
                .isEqualTo(History.OVERLOADED);
    }

    @Test
    void agentDataReplacesTheAgentAndLeavesTheBase() {
        Agent later = new Agent("Later", "", List.of(), List.of(), "", List.of(), List.of(), null);

        DocumentState state = history.started("run-1", "Track tasks")
                .add(new AgentData.Partial(AGENT))
                .add(new AgentData.Final(later))
                .fold();

        assertThat(state.agent()).isEqualTo(later);
        assertThat(state.baseAgent()).isNull();
    }

    @Test
    void aCompletedRunHasScoresAndInsightsAndNoCurrentStep() {
        DocumentState state = history.started("run-1", "Track tasks")
                .step(PROMPT_UNDERSTANDING)
                .add(completed())
                .fold();

        assertThat(state.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(state.currentStep()).isNull();
        assertThat(state.quality()).isEqualTo(new Quality(1, 0.5, 0, 0.5));
        assertThat(state.insights()).containsExactly(new Insight("Add due dates.", "Reminders need them."));
    }

    @Test
    void insightsAreThoseOfTheLastCompletion() {
        DocumentState state = history.started("run-1", "Track tasks")
                .add(completed())
                .add(completed())
                .fold();

        assertThat(state.insights()).hasSize(1);
    }

    @Test
    void aRestartSupersedesTheStepAndThoseAfterItAndKeepsTheEarlierOnes() {
        history.started("run-1", "Track tasks");
        for (StepId step : StepId.values()) {
            history.step(step);
        }
        DocumentState state = history.add(completed())
                .restarted("run-2", DATABASE_GENERATION, null)
                .fold();

        assertThat(state.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(state.runId()).isEqualTo(new RunId("run-2"));
        assertThat(state.request()).isEqualTo("Track tasks");
        assertThat(state.stepResults())
                .containsOnlyKeys(PROMPT_UNDERSTANDING, StepId.DECISION_MAKING, TECHNICAL_ANALYSIS);
        assertThat(state.progressOf(TECHNICAL_ANALYSIS)).isEqualTo(StepStatus.COMPLETE);
        assertThat(state.progressOf(DATABASE_GENERATION)).isEqualTo(StepStatus.PENDING);
        assertThat(state.progressOf(SCHEDULE_GENERATION)).isEqualTo(StepStatus.PENDING);
        assertThat(state.validation()).hasSize(3);
        assertThat(state.metrics()).hasSize(3);
        assertThat(state.quality()).isNull();
        assertThat(state.insights()).isEmpty();
    }

    @Test
    void aRestartOfAFailedRunClearsTheError() {
        DocumentState state = history.started("run-1", "Track tasks")
                .fails(DATABASE_GENERATION)
                .restarted("run-2", DATABASE_GENERATION, null)
                .fold();

        assertThat(state.error()).isNull();
        assertThat(state.status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void editedInputStaysWithItsStepUntilAnEarlierOneIsMadeAgain() {
        history.started("run-1", "Track tasks").restarted("run-2", DATABASE_GENERATION, History.object("edited"));
        assertThat(history.fold().stepInputs()).containsOnlyKeys(DATABASE_GENERATION);

        history.restarted("run-3", DATABASE_GENERATION, null);
        assertThat(history.fold().stepInputs()).containsEntry(DATABASE_GENERATION, History.object("edited"));

        history.restarted("run-4", TECHNICAL_ANALYSIS, null);
        assertThat(history.fold().stepInputs()).isEmpty();
    }

    @Test
    void aRefusedCommandIsInTheHistoryAndChangesNothingElse() {
        DocumentState before = history.started("run-1", "Track tasks")
                .step(PROMPT_UNDERSTANDING)
                .fold();

        DocumentState after = history.add(
                        new CommandRejected(new CommandId("c-2"), RejectionCode.RUN_ACTIVE, "A run is going on."))
                .fold();

        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("streamHistory", "lastStreamUpdate", "sequence")
                .isEqualTo(before);
        assertThat(after.streamHistory()).hasSize(before.streamHistory().size() + 1);
        assertThat(after.sequence()).isEqualTo(before.sequence() + 1);
        assertThat(after.lastStreamUpdate()).isEqualTo(History.START.plusSeconds(after.sequence()));
    }

    private static AgentRun.Completed completed() {
        return new AgentRun.Completed(
                Duration.ofSeconds(15),
                new Quality(1, 0.5, 0, 0.5),
                List.of(new Insight("Add due dates.", "Reminders need them.")));
    }

    @Test
    void theWayToTheArchiveAndBackChangesNothingButTheHistory() {
        DocumentState before = history.started("run-1", "Track tasks")
                .step(PROMPT_UNDERSTANDING)
                .fold();

        DocumentState after = history.add(new DocumentArchive.Archived(new CommandId("c-2")))
                .add(new DocumentArchive.Restored(new CommandId("c-3")))
                .fold();

        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("sequence", "streamHistory", "lastStreamUpdate")
                .isEqualTo(before);
        assertThat(after.sequence()).isEqualTo(before.sequence() + 2);
        assertThat(after.streamHistory()).hasSize(before.streamHistory().size() + 2);
        assertThat(after.lastStreamUpdate())
                .isEqualTo(after.streamHistory().getLast().timestamp());
    }
}
