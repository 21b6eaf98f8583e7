package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.codec.ContractMapper;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with an error of JSON-RPC 2.0 (section 5.1). Carries no stack trace: it is an answer, not a
 * defect.
 */
final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1;

    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;

    /** MCP, "Resources", error handling. */
    static final int RESOURCE_NOT_FOUND = -32002;

    private static final int SERVER_ERROR_MIN = 500;
    private static final int TOO_MANY_REQUESTS = 429;

    private final int code;
    private final transient @Nullable ObjectNode data;

    private RpcException(int code, String message, @Nullable ObjectNode data) {
        super(message, null, false, false);
        this.code = code;
        this.data = data;
    }

    static RpcException of(int code, String message) {
        return new RpcException(code, message, null);
    }

    /** A problem of a request that has no other way to report it; its stable code is in the message and the data. */
    static RpcException of(ProblemException problem) {
        int status = problem.code().status();
        boolean ours = status >= SERVER_ERROR_MIN || status == TOO_MANY_REQUESTS;
        return of(ours ? INTERNAL_ERROR : INVALID_PARAMS, problem);
    }

    static RpcException of(int code, ProblemException problem) {
        ObjectNode data = ContractMapper.mapper()
                .createObjectNode()
                .put("code", problem.code().code())
                .put("status", problem.code().status());
        problem.field().ifPresent(field -> data.put("field", field));
        return new RpcException(code, ToolResults.text(problem), data);
    }

    /** The error, for the request of that id. */
    ObjectNode reply(RpcMessage request) {
        ObjectNode reply = RpcMessage.reply(request.id());
        ObjectNode error = reply.putObject("error").put("code", code).put("message", String.valueOf(getMessage()));
        if (data != null) {
            error.set("data", data);
        }
        return reply;
    }
}
