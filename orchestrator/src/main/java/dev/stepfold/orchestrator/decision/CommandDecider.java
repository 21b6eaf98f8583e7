package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.state.CommandRefusal;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.StepAttempt;
import dev.stepfold.schemas.state.StepStatus;
import java.time.Instant;
import java.util.Optional;

/** Decides commands: what each leads to in the document's current state, or why it is refused. */
final class CommandDecider {
    private CommandDecider() {}

    /**
     * The answer to {@code command}; nothing if the document's history has answered it already, or if there is no
     * document to record an answer, as after an erasure.
     */
    static Decision decide(Document document, Command command, Instant now) {
        DocumentState state = document.state();
        if (document.answered().containsKey(command.commandId())) {
            return new Decision.Nothing();
        }
        if (!state.exists()) {
            return withoutDocument(state, command, now);
        }
        if (command instanceof Command.Archive && state.isSealed()) {
            return new Decision.Nothing();
        }
        Optional<CommandRefusal> refusal = CommandRefusal.of(state, command);
        return refusal.isPresent() ? rejected(state, command, refusal.get(), now) : accepted(state, command, now);
    }

    /** Only a start creates a document. An erasure is repeated, since an earlier one may not have been finished. */
    private static Decision withoutDocument(DocumentState state, Command command, Instant now) {
        return switch (command) {
            case Command.StartRun start when start.newDocument() -> start(state, start, now);
            case Command.Erase _ -> new Decision.Erase();
            case Command.StartRun _,
                    Command.Cancel _,
                    Command.Pause _,
                    Command.Resume _,
                    Command.Retry _,
                    Command.Restart _,
                    Command.Archive _ -> new Decision.Nothing();
        };
    }

    /** The answer to a command that would be accepted if the archive did not refuse the document. */
    static Decision refuseArchive(Document document, Command.Archive archive, String reason, Instant now) {
        Decision decision = decide(document, archive, now);
        boolean accepted = decision instanceof Decision.Append append
                && append.events().getFirst() instanceof DocumentArchive.Archived;
        return accepted
                ? rejected(document.state(), archive, new CommandRefusal(RejectionCode.NOT_ARCHIVABLE, reason), now)
                : decision;
    }

    private static Decision rejected(DocumentState state, Command command, CommandRefusal refusal, Instant now) {
        return Draft.ofCurrentRun(
                state,
                now,
                draft -> draft.add(new CommandRejected(command.commandId(), refusal.code(), refusal.message())));
    }

    private static Decision accepted(DocumentState state, Command command, Instant now) {
        return switch (command) {
            case Command.StartRun start -> start(state, start, now);
            case Command.Cancel cancel -> Draft.ofCurrentRun(state, now, draft -> cancel(draft, cancel));
            case Command.Pause pause -> advance(state, now, new AgentRun.Paused(pause.commandId()));
            case Command.Resume resume -> advance(state, now, new AgentRun.Resumed(resume.commandId()));
            case Command.Retry retry -> advance(state, now, new AgentRun.Resumed(retry.commandId()));
            case Command.Restart restart ->
                begin(
                        state,
                        restart.newRunId(),
                        now,
                        new AgentRun.Restarted(restart.commandId(), restart.step(), restart.input()));
            case Command.Archive archive ->
                Draft.ofCurrentRun(state, now, draft -> draft.add(new DocumentArchive.Archived(archive.commandId())));
            case Command.Erase _ -> new Decision.Erase();
        };
    }

    private static Decision start(DocumentState state, Command.StartRun start, Instant now) {
        return begin(
                state,
                start.runId(),
                now,
                new AgentRun.Started(
                        start.commandId(), start.owner(), start.request(), start.options(), start.existingAgent()));
    }

    private static Decision begin(DocumentState state, RunId runId, Instant now, DocumentEvent event) {
        Draft draft = new Draft(state, runId, now);
        draft.add(event);
        RunAdvance.advance(draft);
        return draft.decision();
    }

    private static Decision advance(DocumentState state, Instant now, DocumentEvent event) {
        return Draft.ofCurrentRun(state, now, draft -> {
            draft.add(event);
            RunAdvance.advance(draft);
        });
    }

    private static void cancel(Draft draft, Command.Cancel cancel) {
        DocumentState state = draft.state();
        StepId step = state.currentStep();
        StepAttempt attempt = step == null ? null : state.stepAttempts().get(step);
        if (step != null && attempt != null && isAtWork(state.progressOf(step))) {
            draft.add(new AgentStep.Failed(
                    step,
                    "Cancelled",
                    attempt.attempt(),
                    attempt.maxAttempts(),
                    StepError.of(ErrorKind.CANCELLED, "The run was cancelled")));
        }
        draft.add(new AgentRun.Cancelled(cancel.commandId()));
    }

    private static boolean isAtWork(StepStatus status) {
        return status == StepStatus.PROCESSING || status == StepStatus.RETRYING;
    }
}
