package dev.stepfold.gateway.command;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.document.Accepted;
import dev.stepfold.gateway.document.AcceptedDocuments;
import dev.stepfold.gateway.document.Documents;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.Command.StartRun;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests that are well formed and turns them into commands: gives them their ids, refuses what is obviously
 * impossible, and answers once Kafka has the command.
 */
public final class CommandDesk {
    private static final Logger LOG = LoggerFactory.getLogger(CommandDesk.class);
    private static final Duration BUDGET_RETRY_AFTER = Duration.ofSeconds(30);

    private final Documents documents;
    private final AcceptedDocuments accepted;
    private final TopicBudget budget;
    private final CommandLog log;
    private final Clock clock;
    private final Supplier<UUID> random;

    /** @param random makes ids where the caller gave no key */
    public CommandDesk(
            Documents documents,
            AcceptedDocuments accepted,
            TopicBudget budget,
            CommandLog log,
            Clock clock,
            Supplier<UUID> random) {
        this.documents = documents;
        this.accepted = accepted;
        this.budget = budget;
        this.log = log;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Asks for a new document.
     *
     * @throws ProblemException when the id is taken, or there are too many documents
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Accepted startDocument(RunRequest request, CallerContext caller) throws LogUnavailableException {
        CallIds ids = new CallIds(random, caller.owner(), caller.idempotencyKey(), "start-document");
        DocumentId documentId =
                request.documentId() != null ? request.documentId() : new DocumentId(ids.id("document"));
        StartRun start = startRun(request, caller, documentId, ids, true);
        Optional<Accepted> lately = accepted.reserve(start);
        if (lately.isPresent()) {
            refuseOther(lately.get(), start);
            append(start, caller);
            return lately.get();
        }
        boolean taken = false;
        try {
            boolean mayExist = request.documentId() != null || caller.idempotencyKey() != null;
            Optional<Accepted> before = mayExist ? documents.madeBy(documentId) : Optional.empty();
            if (before.isPresent()) {
                refuseOther(before.get(), start);
                return before.get();
            }
            admit(documentId);
            append(start, caller);
            taken = true;
            return new Accepted(documentId, start.runId(), start.commandId());
        } finally {
            if (!taken) {
                accepted.release(start);
                budget.withdraw(documentId);
            }
        }
    }

    /** The same command again is answered as before; the orchestrator takes it for one. */
    private static void refuseOther(Accepted before, StartRun start) {
        if (!before.commandId().equals(start.commandId())) {
            throw ProblemException.ofField(
                    ProblemCode.DOCUMENT_EXISTS, "documentId", "A document of that id exists already.");
        }
    }

    private void admit(DocumentId documentId) {
        if (!budget.admit(documentId)) {
            throw ProblemException.passing(
                    ProblemCode.TOO_MANY_DOCUMENTS,
                    "As many documents are kept as the broker is set up for.",
                    BUDGET_RETRY_AFTER);
        }
    }

    /**
     * Asks for a change of an existing document's agent.
     *
     * @throws ProblemException when there is no such document, or a run is going on
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Accepted startRun(DocumentId documentId, RunRequest request, CallerContext caller)
            throws LogUnavailableException {
        CallIds ids = new CallIds(random, caller.owner(), caller.idempotencyKey(), "start-run " + documentId);
        StartRun start = startRun(request, caller, documentId, ids, false);
        DocumentState state = latest(documentId);
        if (!AppliedCommands.isApplied(state, start.commandId(), start.runId())) {
            refuse(ControlGuard.refusesRun(state), state);
            append(start, caller);
        }
        return new Accepted(documentId, start.runId(), start.commandId());
    }

    /**
     * Asks something of an existing document's run.
     *
     * @throws ProblemException when there is no such document, or its run cannot do that
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Accepted control(DocumentId documentId, ControlRequest request, CallerContext caller)
            throws LogUnavailableException {
        String call = request.name() + " " + documentId;
        CallIds ids = new CallIds(random, caller.owner(), caller.idempotencyKey(), call);
        CommandId commandId = new CommandId(ids.id("command"));
        RunId newRunId = new RunId(ids.id("run"));
        DocumentState state = latest(documentId);
        RunId runId = request instanceof ControlRequest.Restart ? newRunId : runOf(state, request);
        if (!AppliedCommands.isApplied(state, commandId, newRunId)) {
            refuse(ControlGuard.refuses(request, state), state);
            append(made(() -> command(documentId, request, caller, commandId, newRunId)), caller);
        }
        return new Accepted(documentId, runId, commandId);
    }

    private @Nullable RunId runOf(DocumentState state, ControlRequest request) {
        if (request.runId() != null) {
            return request.runId();
        }
        return state.runId() != null
                ? state.runId()
                : accepted.find(state.documentId()).map(Accepted::runId).orElse(null);
    }

    private StartRun startRun(
            RunRequest request, CallerContext caller, DocumentId documentId, CallIds ids, boolean newDocument) {
        return made(() -> new StartRun(
                documentId,
                new CommandId(ids.id("command")),
                caller.owner(),
                clock.instant(),
                new RunId(ids.id("run")),
                request.request(),
                newDocument,
                request.existingAgent(),
                request.options()));
    }

    /** A command as the contract allows it; what the contract refuses, the caller asked for. */
    private static <C extends Command> C made(Supplier<C> command) {
        try {
            return command.get();
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, e.getMessage() + ".");
        }
    }

    private Command command(
            DocumentId documentId, ControlRequest request, CallerContext caller, CommandId commandId, RunId newRunId) {
        Instant now = clock.instant();
        return switch (request) {
            case ControlRequest.Cancel cancel ->
                new Command.Cancel(documentId, commandId, caller.owner(), now, cancel.runId());
            case ControlRequest.Pause pause ->
                new Command.Pause(documentId, commandId, caller.owner(), now, pause.runId());
            case ControlRequest.Resume resume ->
                new Command.Resume(documentId, commandId, caller.owner(), now, resume.runId());
            case ControlRequest.Retry retry ->
                new Command.Retry(documentId, commandId, caller.owner(), now, retry.runId());
            case ControlRequest.Restart restart ->
                new Command.Restart(
                        documentId,
                        commandId,
                        caller.owner(),
                        now,
                        restart.runId(),
                        newRunId,
                        restart.step(),
                        restart.input());
        };
    }

    private DocumentState latest(DocumentId documentId) throws LogUnavailableException {
        return documents
                .findLatest(documentId)
                .orElseThrow(
                        () -> ProblemException.of(ProblemCode.DOCUMENT_NOT_FOUND, "There is no document of that id."));
    }

    private static void refuse(Optional<RejectionCode> refusal, DocumentState state) {
        refusal.ifPresent(code -> {
            throw ProblemException.of(
                    ProblemCode.of(code), "The run is " + state.status().wireName() + ".");
        });
    }

    private void append(Command command, CallerContext caller) throws LogUnavailableException {
        log.append(command, caller.trace());
        LOG.info(
                "accepted documentId={} command={} commandId={}",
                command.documentId(),
                command.getClass().getSimpleName(),
                command.commandId());
    }
}
