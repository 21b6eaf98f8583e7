package dev.stepfold.schemas.state;

import static dev.stepfold.schemas.state.History.COMMAND;
import static dev.stepfold.schemas.state.History.DOCUMENT;
import static dev.stepfold.schemas.state.History.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RejectionCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandRefusalTest {
    private static final RunId RUN = new RunId("run-1");
    private static final Owner OTHER = new Owner("other");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "taken",
            value = {
                "start-run | PENDING   | RUN_ACTIVE",
                "start-run | RUNNING   | RUN_ACTIVE",
                "start-run | PAUSED    | RUN_ACTIVE",
                "start-run | COMPLETED | taken",
                "start-run | FAILED    | taken",
                "start-run | CANCELLED | taken",
                "cancel    | PENDING   | taken",
                "cancel    | RUNNING   | taken",
                "cancel    | PAUSED    | taken",
                "cancel    | COMPLETED | RUN_NOT_ACTIVE",
                "cancel    | FAILED    | taken",
                "cancel    | CANCELLED | RUN_NOT_ACTIVE",
                "pause     | PENDING   | taken",
                "pause     | RUNNING   | taken",
                "pause     | PAUSED    | RUN_NOT_ACTIVE",
                "pause     | COMPLETED | RUN_NOT_ACTIVE",
                "pause     | FAILED    | RUN_NOT_ACTIVE",
                "pause     | CANCELLED | RUN_NOT_ACTIVE",
                "resume    | PENDING   | RUN_NOT_PAUSED",
                "resume    | RUNNING   | RUN_NOT_PAUSED",
                "resume    | PAUSED    | taken",
                "resume    | COMPLETED | RUN_NOT_PAUSED",
                "resume    | FAILED    | RUN_NOT_PAUSED",
                "resume    | CANCELLED | RUN_NOT_PAUSED",
                "retry     | PENDING   | RUN_NOT_FAILED",
                "retry     | RUNNING   | RUN_NOT_FAILED",
                "retry     | PAUSED    | RUN_NOT_FAILED",
                "retry     | COMPLETED | RUN_NOT_FAILED",
                "retry     | FAILED    | taken",
                "retry     | CANCELLED | RUN_NOT_FAILED",
                "restart   | PENDING   | RUN_ACTIVE",
                "restart   | RUNNING   | RUN_ACTIVE",
                "restart   | PAUSED    | taken",
                "restart   | COMPLETED | taken",
                "restart   | FAILED    | taken",
                "restart   | CANCELLED | taken",
                "archive   | PENDING   | RUN_ACTIVE",
                "archive   | RUNNING   | RUN_ACTIVE",
                "archive   | PAUSED    | taken",
                "archive   | COMPLETED | taken",
                "archive   | FAILED    | taken",
                "archive   | CANCELLED | taken",
                "erase     | PENDING   | taken",
                "erase     | RUNNING   | taken",
                "erase     | PAUSED    | taken",
                "erase     | COMPLETED | taken",
                "erase     | FAILED    | taken",
                "erase     | CANCELLED | taken",
            })
    void followsFromTheRunsStatus(String command, RunStatus status, @Nullable RejectionCode refusal) {
        DocumentState state = in(status);
        assertThat(state.status()).isEqualTo(status);

        assertThat(refusal(state, command(command))).isEqualTo(Optional.ofNullable(refusal));
    }

    @Test
    void allowsARestartFromAStepWhosePredecessorsAreDone() {
        assertThat(refusal(in(RunStatus.FAILED), restart(StepId.DECISION_MAKING)))
                .isEmpty();
        assertThat(refusal(in(RunStatus.FAILED), restart(StepId.TECHNICAL_ANALYSIS)))
                .contains(RejectionCode.STEP_NOT_REACHED);
        assertThat(refusal(in(RunStatus.COMPLETED), restart(StepId.SCHEDULE_GENERATION)))
                .isEmpty();
    }

    @Test
    void refusesACommandForAnotherRunBeforeAllElse() {
        RunId older = new RunId("older");

        assertThat(refusal(in(RunStatus.RUNNING), new Command.Cancel(DOCUMENT, COMMAND, Owner.LOCAL, START, older)))
                .contains(RejectionCode.STALE_RUN);
        assertThat(refusal(in(RunStatus.RUNNING), new Command.Retry(DOCUMENT, COMMAND, Owner.LOCAL, START, older)))
                .contains(RejectionCode.STALE_RUN);
        assertThat(refusal(in(RunStatus.RUNNING), new Command.Cancel(DOCUMENT, COMMAND, Owner.LOCAL, START, RUN)))
                .isEmpty();
        assertThat(refusal(in(RunStatus.PENDING), new Command.Cancel(DOCUMENT, COMMAND, Owner.LOCAL, START, RUN)))
                .isEmpty();
    }

    @Test
    void refusesEveryCommandOfSomebodyElse() {
        assertThat(refusal(in(RunStatus.RUNNING), new Command.Cancel(DOCUMENT, COMMAND, OTHER, START, null)))
                .contains(RejectionCode.NOT_OWNER);
        assertThat(refusal(in(RunStatus.COMPLETED), new Command.Erase(DOCUMENT, COMMAND, OTHER, START)))
                .contains(RejectionCode.NOT_OWNER);
    }

    @Test
    void refusesANewDocumentUnderAnIdThatIsTaken() {
        assertThat(refusal(in(RunStatus.COMPLETED), start(true))).contains(RejectionCode.DOCUMENT_EXISTS);
        assertThat(refusal(in(RunStatus.PENDING), start(true))).isEmpty();
    }

    @Test
    void refusesToArchiveWhileAPausedRunFinishesItsAttempt() {
        DocumentState finishing = begun().add(new AgentStep.Processing(StepId.DECISION_MAKING, "Working", 1, 4))
                .add(new AgentRun.Paused(COMMAND))
                .fold();

        assertThat(finishing.isAtRest()).isFalse();
        assertThat(refusal(finishing, command("archive"))).contains(RejectionCode.RUN_ACTIVE);
    }

    private static Optional<RejectionCode> refusal(DocumentState state, Command command) {
        return CommandRefusal.of(state, command).map(CommandRefusal::code);
    }

    private static Command command(String name) {
        return switch (name) {
            case "start-run" -> start(false);
            case "cancel" -> new Command.Cancel(DOCUMENT, COMMAND, Owner.LOCAL, START, null);
            case "pause" -> new Command.Pause(DOCUMENT, COMMAND, Owner.LOCAL, START, null);
            case "resume" -> new Command.Resume(DOCUMENT, COMMAND, Owner.LOCAL, START, null);
            case "retry" -> new Command.Retry(DOCUMENT, COMMAND, Owner.LOCAL, START, null);
            case "restart" -> restart(StepId.DECISION_MAKING);
            case "archive" -> new Command.Archive(DOCUMENT, COMMAND, Owner.LOCAL, START);
            case "erase" -> new Command.Erase(DOCUMENT, COMMAND, Owner.LOCAL, START);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Command start(boolean newDocument) {
        return new Command.StartRun(
                DOCUMENT, COMMAND, Owner.LOCAL, START, RUN, "Create a shop", newDocument, null, RunOptions.DEFAULT);
    }

    private static Command restart(StepId step) {
        return new Command.Restart(DOCUMENT, COMMAND, Owner.LOCAL, START, null, new RunId("run-2"), step, null);
    }

    /** A document whose first step is complete, or all, and which then came to be in that status. */
    private static DocumentState in(RunStatus status) {
        return switch (status) {
            case PENDING -> DocumentState.initial(DOCUMENT);
            case RUNNING -> begun().fold();
            case PAUSED -> begun().add(new AgentRun.Paused(COMMAND)).fold();
            case FAILED -> begun().fails(StepId.DECISION_MAKING).fold();
            case CANCELLED -> begun().add(new AgentRun.Cancelled(COMMAND)).fold();
            case COMPLETED -> {
                History history = new History().started("run-1", "Create a shop");
                for (StepId step : StepId.values()) {
                    history.step(step);
                }
                yield history.add(new AgentRun.Completed(Duration.ZERO, null, List.of()))
                        .fold();
            }
        };
    }

    private static History begun() {
        return new History().started("run-1", "Create a shop").step(StepId.first());
    }
}
