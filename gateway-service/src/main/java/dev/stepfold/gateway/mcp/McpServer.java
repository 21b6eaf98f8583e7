package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.ShiftedLogException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.command.CallerContext;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.codec.ContractMapper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A server of MCP without sessions: each message is answered from the log, by whichever gateway it reaches. What a client has
 * said before is not known here, so nothing that depends on it is offered: no subscriptions, no list of tasks.
 *
 * <p>A problem of a tool is its result ({@code isError}), so that a model can act on it; other requests are answered with an
 * error of JSON-RPC that has the problem's code.
 */
public final class McpServer {
    /** The revision of the protocol that this server is written for. */
    public static final String PROTOCOL_VERSION = "2025-11-25";

    /** The revisions that it can speak; what is new in the latest adds to the one before. */
    public static final List<String> PROTOCOL_VERSIONS = List.of(PROTOCOL_VERSION, "2025-06-18");

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private static final String INSTRUCTIONS = """
            Stepfold builds AI agents from requests in plain words. An agent is a document: its database models, actions and \
            schedules, with the whole history of how they came about. build_agent makes one and takes six steps; change_agent \
            changes it. Both take seconds to minutes and report progress. A run is durable: if a call is cut off, the run goes \
            on, and get_agent tells how far it is.""";

    private final ToolCalls tools;
    private final AgentReads reads;
    private final RunTasks tasks;

    public McpServer(ToolCalls tools, AgentReads reads, RunTasks tasks) {
        this.tools = tools;
        this.reads = reads;
        this.tasks = tasks;
    }

    /**
     * Answers a message.
     *
     * @param body one message of JSON-RPC 2.0
     * @throws ProblemException when it is none
     */
    public Answer answer(byte[] body, CallerContext caller) {
        Optional<RpcMessage> message = RpcMessage.of(body);
        if (message.isEmpty() || !message.get().isRequest()) {
            return new Answer.Nothing();
        }
        RpcMessage request = message.get();
        try {
            return answer(request, caller);
        } catch (RpcException e) {
            return new Answer.Reply(e.reply(request));
        } catch (ProblemException e) {
            return new Answer.Reply(RpcException.of(e).reply(request));
        } catch (LogUnavailableException e) {
            return new Answer.Reply(RpcException.of(unavailable(e)).reply(request));
        }
    }

    private Answer answer(RpcMessage request, CallerContext caller) throws LogUnavailableException {
        ObjectNode params = request.params();
        return switch (request.method()) {
            case "initialize" -> reply(request, initialized(params));
            case "ping" -> reply(request, empty());
            case "tools/list" -> reply(request, empty().set("tools", Tools.list()));
            case "tools/call" -> call(request, caller);
            case "resources/list" -> reply(request, resources(params, caller.caller()));
            case "resources/templates/list" ->
                reply(request, empty().set("resourceTemplates", AgentResources.templates()));
            case "resources/read" -> reply(request, resource(params, caller.caller()));
            case "tasks/get" -> reply(request, tasks.get(params, caller.caller()));
            case "tasks/result" -> tasks.result(request, caller.caller());
            case "tasks/cancel" -> reply(request, tasks.cancel(params, caller));
            default ->
                throw RpcException.of(RpcException.METHOD_NOT_FOUND, "There is no method of that name at this server.");
        };
    }

    /**
     * The stream that a client goes on with.
     *
     * @param lastEventId the id of the last event that it has
     * @throws ProblemException when no stream has such an event
     */
    public RunStream resume(String lastEventId, Caller caller) {
        return reads.stream(Following.parse(lastEventId), caller);
    }

    private Answer call(RpcMessage request, CallerContext caller) throws LogUnavailableException {
        boolean asTask = request.params().path("task").isObject();
        try {
            return asTask ? reply(request, tasks.create(request, caller)) : tools.call(request, caller);
        } catch (ProblemException e) {
            return refused(request, asTask, e);
        } catch (LogUnavailableException e) {
            return refused(request, asTask, unavailable(e));
        }
    }

    private static Answer refused(RpcMessage request, boolean asTask, ProblemException problem) {
        if (asTask) {
            throw RpcException.of(problem);
        }
        return reply(request, ToolResults.error(problem));
    }

    /** What is wrong if Kafka did not answer. */
    public static ProblemException unavailable(LogUnavailableException e) {
        return e instanceof ShiftedLogException
                ? ProblemException.of(ProblemCode.LOG_SHIFTED, ProblemCode.LOG_SHIFTED.title() + ".")
                : ProblemException.passing(ProblemCode.KAFKA_UNAVAILABLE, "Kafka did not answer in time.", RETRY_AFTER);
    }

    private static ObjectNode initialized(ObjectNode params) {
        String wanted = params.path("protocolVersion").asText();
        ObjectNode result =
                empty().put("protocolVersion", PROTOCOL_VERSIONS.contains(wanted) ? wanted : PROTOCOL_VERSION);
        ObjectNode capabilities = result.putObject("capabilities");
        capabilities.putObject("tools");
        capabilities.putObject("resources");
        ObjectNode ofTasks = capabilities.putObject("tasks");
        ofTasks.putObject("cancel");
        ofTasks.putObject("requests").putObject("tools").putObject("call");
        String version = McpServer.class.getPackage().getImplementationVersion();
        result.putObject("serverInfo")
                .put("name", "stepfold")
                .put("title", "Stepfold")
                .put("version", version == null ? "development" : version);
        return result.put("instructions", INSTRUCTIONS);
    }

    private ObjectNode resources(ObjectNode params, Caller caller) {
        JsonNode cursor = params.path("cursor");
        ObjectNode page =
                reads.list(caller, null, AgentReads.LIMIT_DEFAULT, cursor.isTextual() ? cursor.textValue() : null);
        ObjectNode result = empty().set("resources", AgentResources.of(page.path("documents")));
        if (page.has("nextCursor")) {
            result.set("nextCursor", page.get("nextCursor"));
        }
        return result;
    }

    private ObjectNode resource(ObjectNode params, Caller caller) throws LogUnavailableException {
        String uri = params.path("uri").asText();
        AgentResources.Address address = AgentResources.address(uri)
                .orElseThrow(() ->
                        RpcException.of(RpcException.RESOURCE_NOT_FOUND, "There is no resource of that address."));
        try {
            return AgentResources.contents(uri, reads.json(caller, address));
        } catch (ProblemException e) {
            throw e.code() == ProblemCode.DOCUMENT_NOT_FOUND || e.code() == ProblemCode.NOT_FOUND
                    ? RpcException.of(RpcException.RESOURCE_NOT_FOUND, e)
                    : e;
        }
    }

    private static ObjectNode empty() {
        return ContractMapper.mapper().createObjectNode();
    }

    private static Answer reply(RpcMessage request, ObjectNode result) {
        return new Answer.Reply(RpcMessage.reply(request.id(), result));
    }
}
