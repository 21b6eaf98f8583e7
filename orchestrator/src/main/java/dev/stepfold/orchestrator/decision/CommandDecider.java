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
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.schemas.state.StepAttempt;
import dev.stepfold.schemas.state.StepStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides commands: what each means for a document that stands as it does, or why it is refused. */
final class CommandDecider {
    private CommandDecider() {}

    /**
     * The answer to {@code command}; empty where the document's history has answered it already, or where there is no
     * document to hold an answer, as after an erasure.
     */
    static Optional<Decision> decide(Document document, Command command, Instant now) {
        DocumentState state = document.state();
        if (document.answered().containsKey(command.commandId())) {
            return Optional.empty();
        }
        if (command instanceof Command.Erase erase && mayErase(state, erase)) {
            return Optional.empty();
        }
        if (!state.exists()) {
            return command instanceof Command.StartRun start && start.newDocument()
                    ? Optional.of(start(state, start, now))
                    : Optional.empty();
        }
        if (command instanceof Command.Archive && document.isSealed()) {
            return Optional.empty();
        }
        return Optional.of(refusal(state, command)
                .map(rejection -> rejected(state, command, rejection, now))
                .orElseGet(() -> accepted(state, command, now)));
    }

    /** The answer to a command that would be accepted, if the archive took the document. */
    static Optional<Decision> refuseArchive(Document document, Command.Archive archive, String reason, Instant now) {
        return decide(document, archive, now)
                .map(decision -> decision.events().getFirst() instanceof CommandRejected
                        ? decision
                        : rejected(
                                document.state(), archive, new Rejection(RejectionCode.NOT_ARCHIVABLE, reason), now));
    }

    private static Optional<Rejection> refusal(DocumentState state, Command command) {
        if (!command.owner().equals(state.owner())) {
            return refuse(RejectionCode.NOT_OWNER, "The document belongs to somebody else");
        }
        boolean active = state.status() == RunStatus.RUNNING || state.status() == RunStatus.PAUSED;
        return switch (command) {
            case Command.StartRun start
            when start.newDocument() -> refuse(RejectionCode.DOCUMENT_EXISTS, "A document of this id exists");
            case Command.StartRun _ ->
                active ? refuse(RejectionCode.RUN_ACTIVE, "A run is going on") : Optional.empty();
            case Command.Cancel cancel ->
                stale(state, cancel.runId())
                        .or(() -> active || state.status() == RunStatus.FAILED
                                ? Optional.empty()
                                : refuse(RejectionCode.RUN_NOT_ACTIVE, "No run is going on"));
            case Command.Pause pause ->
                stale(state, pause.runId())
                        .or(() -> state.status() == RunStatus.RUNNING
                                ? Optional.empty()
                                : refuse(RejectionCode.RUN_NOT_ACTIVE, "No run is going on"));
            case Command.Resume resume ->
                stale(state, resume.runId())
                        .or(() -> state.status() == RunStatus.PAUSED
                                ? Optional.empty()
                                : refuse(RejectionCode.RUN_NOT_PAUSED, "The run is not paused"));
            case Command.Retry retry ->
                stale(state, retry.runId())
                        .or(() -> state.status() == RunStatus.FAILED
                                ? Optional.empty()
                                : refuse(RejectionCode.RUN_NOT_FAILED, "The run has not failed"));
            case Command.Restart restart ->
                stale(state, restart.runId()).or(() -> refusedRestart(state, restart.step()));
            case Command.Archive _ ->
                Effect.of(state) instanceof Effect.Rest && state.status() != RunStatus.RUNNING
                        ? Optional.empty()
                        : refuse(RejectionCode.RUN_ACTIVE, "A run is going on");
            case Command.Erase _ -> Optional.empty();
        };
    }

    /** Whether the document is to be erased: by its owner, or again, after an erasure that was not finished. */
    static boolean mayErase(DocumentState state, Command.Erase erase) {
        return !state.exists() || erase.owner().equals(state.owner());
    }

    private static Optional<Rejection> refusedRestart(DocumentState state, StepId step) {
        if (state.status() == RunStatus.RUNNING) {
            return refuse(RejectionCode.RUN_ACTIVE, "A run is going on");
        }
        for (StepId earlier : StepId.values()) {
            if (earlier.isBefore(step) && !state.progressOf(earlier).isDone()) {
                return refuse(RejectionCode.STEP_NOT_REACHED, "The run never came to " + step);
            }
        }
        return Optional.empty();
    }

    private static Optional<Rejection> stale(DocumentState state, @Nullable RunId runId) {
        return runId == null || runId.equals(state.runId())
                ? Optional.empty()
                : refuse(RejectionCode.STALE_RUN, "The document is in another run by now");
    }

    private static Optional<Rejection> refuse(RejectionCode code, String message) {
        return Optional.of(new Rejection(code, message));
    }

    private static Decision rejected(DocumentState state, Command command, Rejection rejection, Instant now) {
        Draft draft = new Draft(state, currentRun(state), now);
        draft.add(new CommandRejected(command.commandId(), rejection.code(), rejection.message()));
        return draft.decision();
    }

    private static Decision accepted(DocumentState state, Command command, Instant now) {
        return switch (command) {
            case Command.StartRun start -> start(state, start, now);
            case Command.Cancel cancel -> cancel(state, cancel, now);
            case Command.Pause pause -> of(state, now, new AgentRun.Paused(pause.commandId()));
            case Command.Resume resume -> of(state, now, new AgentRun.Resumed(resume.commandId()));
            case Command.Retry retry -> of(state, now, new AgentRun.Resumed(retry.commandId()));
            case Command.Restart restart -> restart(state, restart, now);
            case Command.Archive archive ->
                new Decision(currentRun(state), List.of(new DocumentArchive.Archived(archive.commandId())));
            case Command.Erase _ -> throw new IllegalStateException("not answered by an event");
        };
    }

    private static Decision start(DocumentState state, Command.StartRun start, Instant now) {
        Draft draft = new Draft(state, start.runId(), now);
        draft.add(new AgentRun.Started(
                start.commandId(), start.owner(), start.request(), start.options(), start.existingAgent()));
        Decider.advance(draft);
        return draft.decision();
    }

    private static Decision restart(DocumentState state, Command.Restart restart, Instant now) {
        Draft draft = new Draft(state, restart.newRunId(), now);
        draft.add(new AgentRun.Restarted(restart.commandId(), restart.step(), restart.input()));
        Decider.advance(draft);
        return draft.decision();
    }

    private static Decision cancel(DocumentState state, Command.Cancel cancel, Instant now) {
        Draft draft = new Draft(state, currentRun(state), now);
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
        return draft.decision();
    }

    private static boolean isAtWork(StepStatus progress) {
        return progress == StepStatus.PROCESSING || progress == StepStatus.RETRYING;
    }

    private static Decision of(DocumentState state, Instant now, DocumentEvent event) {
        Draft draft = new Draft(state, currentRun(state), now);
        draft.add(event);
        Decider.advance(draft);
        return draft.decision();
    }

    private static RunId currentRun(DocumentState state) {
        RunId runId = state.runId();
        if (runId == null) {
            throw new IllegalStateException("a document with events has a run: documentId=" + state.documentId());
        }
        return runId;
    }
}
