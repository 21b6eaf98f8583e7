package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.state.CommandRefusal;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ResumeAdviceTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    @Test
    void seesNothingToResumeBeforeTheFirstEvent() {
        assertThat(ResumeAdvice.of(DocumentState.initial(DOCUMENT)))
                .isEqualTo(new ResumeAdvice(false, RunStatus.PENDING, null, StepId.first(), null, false));
    }

    @Test
    void leavesARunningRunToItself() {
        assertThat(ResumeAdvice.of(after(7)))
                .isEqualTo(new ResumeAdvice(
                        false, RunStatus.RUNNING, StepId.DECISION_MAKING, StepId.TECHNICAL_ANALYSIS, null, false));
    }

    @Test
    void resumesAPausedRunFromTheNextStep() {
        assertThat(ResumeAdvice.of(after(4, new AgentRun.Paused(SampleRun.COMMAND))))
                .isEqualTo(new ResumeAdvice(
                        true, RunStatus.PAUSED, StepId.PROMPT_UNDERSTANDING, StepId.DECISION_MAKING, null, false));
    }

    @Test
    void resumesAFailedRunFromTheStepThatFailed() {
        assertThat(ResumeAdvice.of(after(4, SampleRun.failedAt(StepId.DECISION_MAKING, true))))
                .isEqualTo(new ResumeAdvice(
                        true,
                        RunStatus.FAILED,
                        StepId.PROMPT_UNDERSTANDING,
                        StepId.DECISION_MAKING,
                        StepId.DECISION_MAKING,
                        true));
        assertThat(ResumeAdvice.of(after(4, SampleRun.failedAt(StepId.DECISION_MAKING, false)))
                        .retryable())
                .isFalse();
    }

    @Test
    void doesNotCountASkippedStepAsCompletedNorAsNext() {
        assertThat(ResumeAdvice.of(after(
                        7,
                        new AgentStep.Skipped(StepId.TECHNICAL_ANALYSIS, "not needed"),
                        new AgentRun.Paused(SampleRun.COMMAND))))
                .isEqualTo(new ResumeAdvice(
                        true, RunStatus.PAUSED, StepId.DECISION_MAKING, StepId.DATABASE_GENERATION, null, false));
    }

    @Test
    void seesNothingToResumeInAFinishedOrCancelledRun() {
        assertThat(ResumeAdvice.of(after(20)))
                .isEqualTo(new ResumeAdvice(false, RunStatus.COMPLETED, StepId.SCHEDULE_GENERATION, null, null, false));
        assertThat(ResumeAdvice.of(after(4, new AgentRun.Cancelled(SampleRun.COMMAND)))
                        .shouldResume())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("histories")
    void advisesToResumeIfACommandThatContinuesTheRunIsTaken(DocumentState state) {
        Command resume = new Command.Resume(DOCUMENT, SampleRun.COMMAND, Owner.LOCAL, Instant.EPOCH, null);
        Command retry = new Command.Retry(DOCUMENT, SampleRun.COMMAND, Owner.LOCAL, Instant.EPOCH, null);

        boolean taken = Stream.of(resume, retry)
                .anyMatch(command -> CommandRefusal.of(state, command).isEmpty());

        assertThat(ResumeAdvice.of(state).shouldResume()).isEqualTo(taken);
    }

    static Stream<DocumentState> histories() {
        DocumentEvent paused = new AgentRun.Paused(SampleRun.COMMAND);
        DocumentEvent resumed = new AgentRun.Resumed(SampleRun.COMMAND);
        DocumentEvent failed = SampleRun.failedAt(StepId.DECISION_MAKING, false);
        DocumentEvent cancelled = new AgentRun.Cancelled(SampleRun.COMMAND);
        return Stream.of(
                DocumentState.initial(DOCUMENT),
                after(4),
                after(4, paused),
                after(4, paused, resumed),
                after(4, paused, cancelled),
                after(4, paused, failed),
                after(4, failed),
                after(4, failed, resumed),
                after(4, failed, cancelled),
                after(20));
    }

    private static DocumentState after(int count, DocumentEvent... further) {
        List<DocumentEvent> events = new ArrayList<>(SampleRun.complete().subList(0, count));
        events.addAll(List.of(further));
        return DocumentFold.fold(DOCUMENT, SampleRun.from(DOCUMENT, 0, events));
    }
}
