package dev.stepfold.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ControlGuardTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    /** What the orchestrator's {@code CommandDecider} answers; for a pending document, what it will by then. */
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
            })
    void refusesWhatTheOrchestratorRefuses(String command, RunStatus status, RejectionCode refusal) {
        DocumentState state = in(status);
        assertThat(state.status()).isEqualTo(status);

        assertThat(refusal(command, state)).isEqualTo(Optional.ofNullable(refusal));
    }

    @Test
    void letsOnlyAStepBeRestartedWhoseForerunnersAreDone() {
        assertThat(ControlGuard.refuses(restart(StepId.DECISION_MAKING), in(RunStatus.FAILED)))
                .isEmpty();
        assertThat(ControlGuard.refuses(restart(StepId.TECHNICAL_ANALYSIS), in(RunStatus.FAILED)))
                .contains(RejectionCode.STEP_NOT_REACHED);
    }

    @Test
    void refusesWhatNamesAnOlderRunBeforeAllElse() {
        assertThat(ControlGuard.refuses(new ControlRequest.Cancel(new RunId("older")), in(RunStatus.RUNNING)))
                .contains(RejectionCode.STALE_RUN);
        assertThat(ControlGuard.refuses(new ControlRequest.Retry(new RunId("older")), in(RunStatus.RUNNING)))
                .contains(RejectionCode.STALE_RUN);
        assertThat(ControlGuard.refuses(new ControlRequest.Cancel(SampleRun.RUN), in(RunStatus.RUNNING)))
                .isEmpty();
    }

    private static Optional<RejectionCode> refusal(String command, DocumentState state) {
        return switch (command) {
            case "start-run" -> ControlGuard.refusesRun(state);
            case "cancel" -> ControlGuard.refuses(new ControlRequest.Cancel(null), state);
            case "pause" -> ControlGuard.refuses(new ControlRequest.Pause(null), state);
            case "resume" -> ControlGuard.refuses(new ControlRequest.Resume(null), state);
            case "retry" -> ControlGuard.refuses(new ControlRequest.Retry(null), state);
            case "restart" -> ControlGuard.refuses(restart(StepId.DECISION_MAKING), state);
            default -> throw new IllegalArgumentException(command);
        };
    }

    /** A document whose first step is complete, and which then came to be in that status. */
    private static DocumentState in(RunStatus status) {
        return switch (status) {
            case PENDING -> DocumentState.initial(DOCUMENT);
            case RUNNING -> after(4);
            case PAUSED -> after(4, new AgentRun.Paused(SampleRun.COMMAND));
            case COMPLETED -> after(20);
            case FAILED -> after(4, SampleRun.failedAt(StepId.DECISION_MAKING, true));
            case CANCELLED -> after(4, new AgentRun.Cancelled(SampleRun.COMMAND));
        };
    }

    private static ControlRequest restart(StepId step) {
        return new ControlRequest.Restart(null, step, null);
    }

    private static DocumentState after(int count, DocumentEvent... further) {
        List<DocumentEvent> events = new ArrayList<>(SampleRun.complete().subList(0, count));
        events.addAll(List.of(further));
        return DocumentFold.fold(DOCUMENT, SampleRun.from(DOCUMENT, 0, events));
    }
}
