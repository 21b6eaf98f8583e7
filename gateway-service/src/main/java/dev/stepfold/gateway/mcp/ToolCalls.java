package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.command.CallerContext;
import dev.stepfold.gateway.command.CommandOutcomes;
import dev.stepfold.gateway.command.CommandReceipt;
import dev.stepfold.gateway.command.CommandService;
import dev.stepfold.gateway.command.ControlRequest;
import dev.stepfold.gateway.command.RunRequest;
import dev.stepfold.gateway.document.AcceptedCommand;
import dev.stepfold.gateway.document.DocumentLists;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.HistoryEvent;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tools: three that issue a command and follow its run, two that read. */
public final class ToolCalls {
    /** How long a call that does not follow its run waits for the event that answers its command. */
    private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(10);

    private static final Set<String> NOT_OF_REQUEST = Set.of(Arguments.WAIT, Arguments.KEY);
    private static final Set<String> BUILD =
            Set.of("request", Arguments.DOCUMENT, "existingAgent", "options", Arguments.WAIT, Arguments.KEY);
    private static final Set<String> CHANGE =
            Set.of(Arguments.DOCUMENT, "request", "options", Arguments.WAIT, Arguments.KEY);
    private static final Set<String> COMMAND =
            Set.of(Arguments.DOCUMENT, "command", "runId", "step", "input", Arguments.WAIT, Arguments.KEY);

    private static final Logger LOG = LoggerFactory.getLogger(ToolCalls.class);

    private final CommandService commands;
    private final CommandOutcomes outcomes;
    private final AgentReads reads;

    public ToolCalls(CommandService commands, CommandOutcomes outcomes, AgentReads reads) {
        this.commands = commands;
        this.outcomes = outcomes;
        this.reads = reads;
    }

    private enum Control {
        CANCEL,
        PAUSE,
        RESUME,
        RETRY,
        RESTART;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Calls a tool.
     *
     * @throws ProblemException when the tool refuses; to be reported as its result
     * @throws RpcException when there is no such tool
     * @throws LogUnavailableException when Kafka did not answer
     */
    Answer call(RpcMessage request, CallerContext caller) throws LogUnavailableException {
        ObjectNode arguments = arguments(request);
        return switch (name(request)) {
            case "get_agent" -> reply(request, get(arguments, caller.caller()));
            case "list_agents" -> reply(request, list(arguments, caller.caller()));
            case "build_agent", "change_agent", "run_command" -> follow(request, arguments, caller);
            default -> throw unknown();
        };
    }

    /**
     * Issues the command of a tool.
     *
     * @throws ProblemException when it is refused at once
     * @throws RpcException when there is no such tool, or it issues none
     * @throws LogUnavailableException when Kafka did not answer
     */
    CommandReceipt issue(RpcMessage request, CallerContext caller) throws LogUnavailableException {
        ObjectNode arguments = arguments(request);
        return switch (name(request)) {
            case "build_agent" -> build(new Arguments(arguments, BUILD), caller);
            case "change_agent" -> change(new Arguments(arguments, CHANGE), caller);
            case "run_command" -> control(new Arguments(arguments, COMMAND), caller);
            case "get_agent", "list_agents" ->
                throw RpcException.of(RpcException.METHOD_NOT_FOUND, "This tool cannot be called as a task.");
            default -> throw unknown();
        };
    }

    /**
     * Waits for the event that answers a command, for a while.
     *
     * @return whether it has come
     * @throws ProblemException when the command is refused
     */
    boolean awaitAnswer(CommandReceipt receipt, CallerContext caller) {
        Optional<HistoryEvent> answer = outcomes.await(caller.owner(), receipt, ANSWER_WAIT_MAX);
        answer.flatMap(CommandOutcomes::refusal).ifPresent(refusal -> {
            throw refusal;
        });
        return answer.isPresent();
    }

    private static String name(RpcMessage request) {
        return request.params().path("name").asText();
    }

    private static ObjectNode arguments(RpcMessage request) {
        JsonNode arguments = request.params().path("arguments");
        if (arguments.isMissingNode() || arguments.isNull()) {
            return ContractMapper.mapper().createObjectNode();
        }
        if (!(arguments instanceof ObjectNode object)) {
            throw RpcException.of(RpcException.INVALID_PARAMS, "arguments must be an object.");
        }
        return object;
    }

    private static RpcException unknown() {
        return RpcException.of(RpcException.INVALID_PARAMS, "There is no tool of that name.");
    }

    private static Answer reply(RpcMessage request, ObjectNode result) {
        return new Answer.Reply(RpcMessage.reply(request.id(), result));
    }

    private Answer follow(RpcMessage request, ObjectNode arguments, CallerContext caller)
            throws LogUnavailableException {
        JsonNode progressToken = request.progressToken();
        boolean waits = Arguments.waits(arguments);
        CommandReceipt receipt = issue(request, caller);
        AcceptedCommand accepted = receipt.accepted();
        if (waits) {
            Following following = new Following(
                    request.id(),
                    progressToken,
                    accepted.documentId(),
                    accepted.runId(),
                    accepted.commandId(),
                    receipt.after(),
                    false);
            return new Answer.Stream(reads.stream(new Following.Place(following, receipt.after()), caller.caller()));
        }
        boolean isAnswered = awaitAnswer(receipt, caller);
        return reply(request, isAnswered ? begun(receipt, caller.caller()) : accepted(receipt));
    }

    /** What is known of a run whose command was just answered. */
    private ObjectNode begun(CommandReceipt receipt, Caller caller) {
        try {
            return ToolResults.ofReport(
                    AgentReads.report(reads.latest(caller, receipt.accepted().documentId())));
        } catch (ProblemException | LogUnavailableException e) {
            LOG.debug("answered without the state of its run reason={}", e.getMessage());
            return accepted(receipt);
        }
    }

    private static ObjectNode accepted(CommandReceipt receipt) {
        AcceptedCommand accepted = receipt.accepted();
        return ToolResults.accepted(accepted.documentId(), accepted.runId(), receipt.after());
    }

    private CommandReceipt build(Arguments arguments, CallerContext caller) throws LogUnavailableException {
        RunRequest request = RunRequest.ofNewDocument(arguments.bodyWithout(NOT_OF_REQUEST));
        return commands.startDocument(request, keyed(arguments, caller));
    }

    private CommandReceipt change(Arguments arguments, CallerContext caller) throws LogUnavailableException {
        DocumentId documentId = arguments.documentId();
        RunRequest request =
                RunRequest.ofChange(arguments.bodyWithout(Set.of(Arguments.DOCUMENT, Arguments.WAIT, Arguments.KEY)));
        return commands.startRun(documentId, request, keyed(arguments, caller));
    }

    private CommandReceipt control(Arguments arguments, CallerContext caller) throws LogUnavailableException {
        DocumentId documentId = arguments.documentId();
        Control control = arguments
                .oneOf("command", List.of(Control.values()), Control::wireName)
                .orElseThrow(() -> ProblemException.ofField(
                        ProblemCode.INVALID_REQUEST, "command", "command must say what is to be done."));
        byte[] body = arguments.bodyWithout(Set.of(Arguments.DOCUMENT, "command", Arguments.WAIT, Arguments.KEY));
        ControlRequest request = switch (control) {
            case CANCEL -> new ControlRequest.Cancel(ControlRequest.runIdOnly(body));
            case PAUSE -> new ControlRequest.Pause(ControlRequest.runIdOnly(body));
            case RESUME -> new ControlRequest.Resume(ControlRequest.runIdOnly(body));
            case RETRY -> new ControlRequest.Retry(ControlRequest.runIdOnly(body));
            case RESTART -> ControlRequest.restart(body);
        };
        return commands.control(documentId, request, keyed(arguments, caller));
    }

    /** The key is an argument: the headers of a client are the same for all of its calls. */
    private static CallerContext keyed(Arguments arguments, CallerContext caller) {
        return new CallerContext(caller.caller(), arguments.idempotencyKey().orElse(null), caller.trace());
    }

    private ObjectNode get(ObjectNode given, Caller caller) throws LogUnavailableException {
        Arguments arguments = new Arguments(given, Set.of(Arguments.DOCUMENT, "at"));
        DocumentId documentId = arguments.documentId();
        long at = arguments.number("at", 0, Long.MAX_VALUE - 1).orElse(-1L);
        DocumentState state = at < 0 ? reads.latest(caller, documentId) : reads.at(caller, documentId, at);
        // Reading the state of a failed run succeeds.
        return ToolResults.ofReport(AgentReads.report(state)).put("isError", false);
    }

    private ObjectNode list(ObjectNode given, Caller caller) {
        Arguments arguments = new Arguments(given, Set.of("status", "limit", "cursor"));
        RunStatus status = arguments
                .oneOf("status", List.of(RunStatus.values()), RunStatus::wireName)
                .orElse(null);
        int limit = Math.toIntExact(
                arguments.number("limit", 1, DocumentLists.LIMIT_MAX).orElse((long) AgentReads.LIMIT_DEFAULT));
        return ToolResults.of(
                reads.list(caller, status, limit, arguments.text("cursor").orElse(null)));
    }
}
