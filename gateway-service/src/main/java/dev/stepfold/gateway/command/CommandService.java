package dev.stepfold.gateway.command;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.document.AcceptedCommand;
import dev.stepfold.gateway.document.AcceptedDocuments;
import dev.stepfold.gateway.document.LatestCommands;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.Command.StartRun;
import dev.stepfold.schemas.state.CommandRefusal;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.HistoryEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns well-formed requests into commands: gives them their ids, refuses what is obviously impossible, and answers
 * once Kafka has the command.
 */
public final class CommandService {
    private static final Logger LOG = LoggerFactory.getLogger(CommandService.class);
    private static final Duration QUOTA_RETRY_AFTER = Duration.ofSeconds(30);

    private final VisibleDocuments documents;
    private final AcceptedDocuments accepted;
    private final DocumentQuota quota;
    private final KeyedCommands keyed;
    private final LatestCommands latestCommands;
    private final CommandLog log;
    private final Clock clock;
    private final Supplier<UUID> random;

    /**
     * @param latestCommands whether the latest commands have been recorded in {@code keyed}
     * @param random makes ids if the caller gave no key
     */
    public CommandService(
            VisibleDocuments documents,
            AcceptedDocuments accepted,
            DocumentQuota quota,
            KeyedCommands keyed,
            LatestCommands latestCommands,
            CommandLog log,
            Clock clock,
            Supplier<UUID> random) {
        this.documents = documents;
        this.accepted = accepted;
        this.quota = quota;
        this.keyed = keyed;
        this.latestCommands = latestCommands;
        this.log = log;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Requests a new document.
     *
     * @throws ProblemException when the id is taken, or there are too many documents
     * @throws LogUnavailableException when Kafka did not answer
     */
    public CommandReceipt startDocument(RunRequest request, CallerContext caller) throws LogUnavailableException {
        CallIds ids = new CallIds(random, caller.owner(), caller.idempotencyKey(), "start-document", request);
        DocumentId documentId = request.documentId() != null ? request.documentId() : ids.documentId();
        StartRun start = startRun(request, caller.owner(), documentId, ids, true);
        try (Claim claim = claim(start.commandId(), ids)) {
            if (claim.isGranted()) {
                ids.refuseKept(documentId);
                startDocument(start, request.documentId() != null || ids.areRepeatable(), ids, caller);
                claim.keep();
            }
        }
        return new CommandReceipt(acceptedAs(start, start.runId()), DocumentState.SEQUENCE_NONE);
    }

    private void startDocument(StartRun start, boolean mayExist, CallIds ids, CallerContext caller)
            throws LogUnavailableException {
        try (AcceptedDocuments.Reservation reservation = accepted.reserve(start)) {
            Optional<AcceptedCommand> lately = reservation.earlier();
            if (lately.isPresent()) {
                refuseOther(lately.get(), start, ids);
                append(start, caller);
                return;
            }
            Optional<AcceptedCommand> before = mayExist ? documents.madeBy(start.documentId()) : Optional.empty();
            if (before.isPresent()) {
                refuseOther(before.get(), start, ids);
                return;
            }
            appendAdmitted(start, caller);
            reservation.keep();
        }
    }

    /** The same command again is answered as before; the orchestrator treats both as one. */
    private static void refuseOther(AcceptedCommand before, StartRun start, CallIds ids) {
        if (ids.areOfTheKeyOf(before.commandId())) {
            KeyedCommands.refuseOther(before.commandId(), start.commandId());
        } else if (!before.commandId().equals(start.commandId())) {
            throw ProblemException.ofField(
                    ProblemCode.DOCUMENT_EXISTS, "documentId", "A document of that id exists already.");
        }
    }

    /** Writes a command that gives its document a topic, if the quota has room for it. */
    private void appendAdmitted(Command command, CallerContext caller) throws LogUnavailableException {
        try (DocumentQuota.Admission admission = admit(command.documentId())) {
            append(command, caller);
            admission.keep();
        }
    }

    private DocumentQuota.Admission admit(DocumentId documentId) {
        return quota.admit(documentId)
                .orElseThrow(() -> ProblemException.passing(
                        ProblemCode.TOO_MANY_DOCUMENTS, "The limit of documents has been reached.", QUOTA_RETRY_AFTER));
    }

    /**
     * Requests a change of an existing document's agent.
     *
     * @throws ProblemException when there is no such document, or a run is active
     * @throws LogUnavailableException when Kafka did not answer
     */
    public CommandReceipt startRun(DocumentId documentId, RunRequest request, CallerContext caller)
            throws LogUnavailableException {
        CallIds ids = new CallIds(random, caller.owner(), caller.idempotencyKey(), "start-run " + documentId, request);
        DocumentState state = known(documentId, ids, caller);
        StartRun start = startRun(request, ownerOf(state, caller), documentId, ids, false);
        return take(start, state, ids, caller)
                .map(answer -> new CommandReceipt(acceptedAs(start, start.runId()), answer.sequence() - 1))
                .orElseGet(() -> new CommandReceipt(acceptedAs(start, start.runId()), state.sequence()));
    }

    /**
     * Requests a control action on an existing document's run.
     *
     * @throws ProblemException when there is no such document, or its run cannot do that
     * @throws LogUnavailableException when Kafka did not answer
     */
    public CommandReceipt control(DocumentId documentId, ControlRequest request, CallerContext caller)
            throws LogUnavailableException {
        String call = request.name() + " " + documentId;
        CallIds ids = new CallIds(random, caller.owner(), caller.idempotencyKey(), call, request);
        RunId newRunId = ids.runId();
        DocumentState state = known(documentId, ids, caller);
        Owner owner = ownerOf(state, caller);
        Command command = made(() -> command(documentId, request, owner, ids.commandId(), newRunId));
        Optional<HistoryEvent> answer = take(command, state, ids, caller);
        RunId current = answer.map(HistoryEvent::runId).orElse(state.runId());
        RunId runId = request instanceof ControlRequest.Restart ? newRunId : runOf(documentId, request, current);
        return new CommandReceipt(
                acceptedAs(command, runId),
                answer.map(event -> event.sequence() - 1).orElse(state.sequence()));
    }

    /**
     * Requests that a document is erased. No event can answer, because no history is left. A repeated call writes no
     * second command: the first is done or under way, and the document may have been recreated.
     *
     * @throws ProblemException when there is no such document
     * @throws LogUnavailableException when Kafka did not answer
     */
    public CommandReceipt erase(DocumentId documentId, CallerContext caller) throws LogUnavailableException {
        CallIds ids = new CallIds(random, caller.owner(), caller.idempotencyKey(), "erase " + documentId, Map.of());
        CommandId commandId = ids.commandId();
        try (Claim claim = claim(commandId, ids)) {
            if (!claim.isGranted()) {
                AcceptedCommand again = new AcceptedCommand(documentId, null, commandId, caller.owner());
                return new CommandReceipt(again, DocumentState.SEQUENCE_NONE);
            }
            DocumentState state = latest(documentId, caller);
            Command.Erase erase = new Command.Erase(documentId, commandId, ownerOf(state, caller), clock.instant());
            append(erase, caller);
            accepted.notice(erase);
            claim.keep();
            return new CommandReceipt(acceptedAs(erase, null), state.sequence());
        }
    }

    /**
     * Writes a command for a document that exists, unless it is written or answered already. A repeated command is not
     * refused because of the document's state since then.
     *
     * @return the event that answers it, if it was requested before and is answered
     */
    private Optional<HistoryEvent> take(Command command, DocumentState state, CallIds ids, CallerContext caller)
            throws LogUnavailableException {
        try (Claim claim = claim(command.commandId(), ids)) {
            Optional<HistoryEvent> answer =
                    ids.areRepeatable() ? documents.findAnswer(state, ids::areOfTheKeyOf) : Optional.empty();
            if (answer.isPresent()) {
                answer.flatMap(event -> event.outline().answeredCommand())
                        .ifPresent(first -> KeyedCommands.refuseOther(first, command.commandId()));
            } else if (claim.isGranted()) {
                write(command, admitting(command, state, caller), caller);
            }
            claim.keep();
            return answer;
        }
    }

    /** The command gives an archived document a topic again. */
    private void write(Command command, DocumentState state, CallerContext caller) throws LogUnavailableException {
        if (state.isSealed()) {
            appendAdmitted(command, caller);
        } else {
            append(command, caller);
        }
    }

    /** Claims the command. A key is accepted only once the earlier uses of keys are known. */
    private Claim claim(CommandId commandId, CallIds ids) throws LogUnavailableException {
        if (ids.areRepeatable()) {
            latestCommands.require("whether " + commandId + " was requested before");
        }
        return keyed.claim(commandId);
    }

    private static AcceptedCommand acceptedAs(Command command, @Nullable RunId runId) {
        return new AcceptedCommand(command.documentId(), runId, command.commandId(), command.owner());
    }

    private @Nullable RunId runOf(DocumentId documentId, ControlRequest request, @Nullable RunId current) {
        if (request.runId() != null) {
            return request.runId();
        }
        return current != null
                ? current
                : accepted.find(documentId).map(AcceptedCommand::runId).orElse(null);
    }

    private StartRun startRun(
            RunRequest request, Owner owner, DocumentId documentId, CallIds ids, boolean newDocument) {
        return made(() -> new StartRun(
                documentId,
                ids.commandId(),
                owner,
                clock.instant(),
                ids.runId(),
                request.request(),
                newDocument,
                request.existingAgent(),
                request.options()));
    }

    /** Creates a command. If the contract refuses it, the caller's request is invalid. */
    private static <C extends Command> C made(Supplier<C> command) {
        try {
            return command.get();
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, e.getMessage() + ".");
        }
    }

    private Command command(
            DocumentId documentId, ControlRequest request, Owner owner, CommandId commandId, RunId newRunId) {
        Instant now = clock.instant();
        return switch (request) {
            case ControlRequest.Cancel cancel -> new Command.Cancel(documentId, commandId, owner, now, cancel.runId());
            case ControlRequest.Pause pause -> new Command.Pause(documentId, commandId, owner, now, pause.runId());
            case ControlRequest.Resume resume -> new Command.Resume(documentId, commandId, owner, now, resume.runId());
            case ControlRequest.Retry retry -> new Command.Retry(documentId, commandId, owner, now, retry.runId());
            case ControlRequest.Restart restart ->
                new Command.Restart(
                        documentId, commandId, owner, now, restart.runId(), newRunId, restart.step(), restart.input());
        };
    }

    /** The owner that a command is issued for: a caller that may see a document acts for its owner. */
    private Owner ownerOf(DocumentState state, CallerContext caller) {
        return documents.ownerOf(state).orElse(caller.owner());
    }

    /**
     * A state that does not refuse a command.
     *
     * @param known may lack the latest events; only the latest state refuses
     */
    private DocumentState admitting(Command command, DocumentState known, CallerContext caller)
            throws LogUnavailableException {
        if (CommandRefusal.of(known, command).isEmpty()) {
            return known;
        }
        DocumentState latest = latest(command.documentId(), caller);
        refuse(CommandRefusal.of(latest, command), latest);
        return latest;
    }

    /**
     * The state that the recent events show, which costs no read of the topic. The call of a key needs the latest: an
     * event that is not forwarded yet may answer it.
     */
    private DocumentState known(DocumentId documentId, CallIds ids, CallerContext caller)
            throws LogUnavailableException {
        Optional<DocumentState> recent = ids.areRepeatable()
                ? Optional.empty()
                : documents.seenBy(caller.caller()).findRecent(documentId);
        return recent.isPresent() ? recent.get() : latest(documentId, caller);
    }

    private DocumentState latest(DocumentId documentId, CallerContext caller) throws LogUnavailableException {
        return documents.seenBy(caller.caller()).findLatest(documentId).orElseThrow(ProblemException::documentNotFound);
    }

    private static void refuse(Optional<CommandRefusal> refusal, DocumentState state) {
        refusal.ifPresent(why -> {
            throw ProblemException.of(
                    ProblemCode.of(why.code()), "The run is " + state.status().wireName() + ".");
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
