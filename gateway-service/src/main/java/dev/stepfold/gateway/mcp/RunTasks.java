package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.command.CallerContext;
import dev.stepfold.gateway.command.CommandReceipt;
import dev.stepfold.gateway.command.CommandService;
import dev.stepfold.gateway.command.ControlRequest;
import dev.stepfold.gateway.document.AcceptedCommand;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs as tasks. A task is its run: nothing is stored, and there is no time after which it is gone, but a later run of the
 * document takes its place.
 */
public final class RunTasks {
    private static final Logger LOG = LoggerFactory.getLogger(RunTasks.class);

    private final ToolCalls tools;
    private final CommandService commands;
    private final AgentReads reads;
    private final Clock clock;

    public RunTasks(ToolCalls tools, CommandService commands, AgentReads reads, Clock clock) {
        this.tools = tools;
        this.commands = commands;
        this.reads = reads;
        this.clock = clock;
    }

    /**
     * Calls a tool as a task, whose state and result the client asks for later. A command that is accepted and not answered in
     * time is no task yet; the error says so.
     *
     * @throws ProblemException when the command is refused
     */
    ObjectNode create(RpcMessage request, CallerContext caller) throws LogUnavailableException {
        CommandReceipt receipt = tools.issue(request, caller);
        boolean isAnswered = tools.awaitAnswer(receipt, caller);
        AcceptedCommand accepted = receipt.accepted();
        DocumentState state = latest(accepted, caller.caller());
        if (!isAnswered && state.exists()) {
            // The document's run is still another one, or not yet what the command makes of it.
            throw RpcException.of(RpcException.INTERNAL_ERROR, ToolResults.ACCEPTED);
        }
        TaskId task = new TaskId(
                accepted.documentId(),
                Optional.ofNullable(accepted.runId())
                        .or(() -> Optional.ofNullable(state.runId()))
                        .orElseThrow(RunTasks::unknown));
        boolean begun = task.runId().equals(state.runId());
        DocumentState of = begun ? state : DocumentState.initial(accepted.documentId());
        return ContractMapper.mapper().createObjectNode().set("task", task.report(of, clock.instant()));
    }

    private DocumentState latest(AcceptedCommand accepted, Caller caller) {
        try {
            return reads.latest(caller, accepted.documentId());
        } catch (ProblemException | LogUnavailableException e) {
            LOG.debug("task without the state of its run reason={}", e.getMessage());
            throw RpcException.of(RpcException.INTERNAL_ERROR, ToolResults.ACCEPTED);
        }
    }

    /** The task now. */
    ObjectNode get(ObjectNode params, Caller caller) throws LogUnavailableException {
        TaskId task = task(params);
        return task.report(state(task, caller), clock.instant());
    }

    /** The task's result, once it has one. */
    Answer result(RpcMessage request, Caller caller) throws LogUnavailableException {
        TaskId task = task(request.params());
        DocumentState state = state(task, caller);
        Following following = new Following(
                request.id(), request.progressToken(), task.documentId(), task.runId(), null, state.sequence(), true);
        if (state.status().isAtRest() && state.status() != RunStatus.PAUSED) {
            return new Answer.Reply(RpcMessage.reply(request.id(), AgentReads.result(following, state)));
        }
        return new Answer.Stream(reads.stream(new Following.Place(following, state.sequence()), caller));
    }

    /** Cancels the task's run. */
    ObjectNode cancel(ObjectNode params, CallerContext caller) throws LogUnavailableException {
        TaskId task = task(params);
        state(task, caller.caller());
        CallerContext unkeyed = new CallerContext(caller.caller(), null, caller.trace());
        CommandReceipt receipt = commands.control(task.documentId(), new ControlRequest.Cancel(task.runId()), unkeyed);
        tools.awaitAnswer(receipt, caller);
        return task.report(state(task, caller.caller()), clock.instant());
    }

    private static TaskId task(ObjectNode params) {
        return TaskId.parse(params.path("taskId").asText()).orElseThrow(RunTasks::unknown);
    }

    /** The state whose run the task is; a document that has no event yet has no other run. */
    private DocumentState state(TaskId task, Caller caller) throws LogUnavailableException {
        DocumentState state;
        try {
            state = reads.latest(caller, task.documentId());
        } catch (ProblemException e) {
            throw e.code() == ProblemCode.DOCUMENT_NOT_FOUND ? unknown() : e;
        }
        if (state.exists() && !task.runId().equals(state.runId())) {
            throw unknown();
        }
        return state;
    }

    private static RpcException unknown() {
        return RpcException.of(
                RpcException.INVALID_PARAMS,
                "There is no task of that id: its document is not there, or had another run since.");
    }
}
