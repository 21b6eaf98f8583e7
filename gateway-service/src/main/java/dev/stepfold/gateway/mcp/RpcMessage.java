package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.command.JsonBody;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.Optional;

/**
 * A request or a notification of JSON-RPC 2.0, as a client of MCP sends it: one in each body, never several.
 *
 * @param id a string or a whole number; missing for a notification
 * @param method what is called
 * @param params what with; may be empty
 */
public record RpcMessage(JsonNode id, String method, ObjectNode params) {
    /** What a client chooses and gets back in every event id may not be longer, so that the id fits a header. */
    private static final int TEXT_LENGTH_MAX = 128;

    /**
     * Reads a body.
     *
     * @return empty for a response of the client: none is asked for
     * @throws ProblemException when it is no such message
     */
    public static Optional<RpcMessage> of(byte[] body) {
        ObjectNode object = JsonBody.readObject(body);
        if (!object.path("jsonrpc").asText().equals("2.0")) {
            throw invalid("jsonrpc", "jsonrpc must be \"2.0\".");
        }
        if (!object.has("method") && (object.has("result") || object.has("error"))) {
            return Optional.empty();
        }
        if (!object.path("method").isTextual()) {
            throw invalid("method", "method must be a string.");
        }
        JsonNode params = object.path("params");
        if (!params.isMissingNode() && !params.isObject()) {
            throw invalid("params", "params must be an object.");
        }
        JsonNode id = object.path("id");
        if (!id.isMissingNode() && !isShort(id)) {
            throw invalid("id", "id must be a whole number or a string of at most " + TEXT_LENGTH_MAX + " characters.");
        }
        return Optional.of(new RpcMessage(
                id,
                object.path("method").textValue(),
                params instanceof ObjectNode given
                        ? given
                        : ContractMapper.mapper().createObjectNode()));
    }

    private static ProblemException invalid(String field, String detail) {
        return ProblemException.ofField(ProblemCode.BAD_REQUEST, field, detail);
    }

    /** A string that is not too long, or a whole number. */
    static boolean isShort(JsonNode value) {
        return value.isTextual() ? value.textValue().length() <= TEXT_LENGTH_MAX : value.isIntegralNumber();
    }

    /** Whether an answer is awaited. */
    boolean isRequest() {
        return !id.isMissingNode();
    }

    /**
     * The token by which the client wants to be told of progress; missing if it does not.
     *
     * @throws RpcException if it is none
     */
    JsonNode progressToken() {
        JsonNode token = params.path("_meta").path("progressToken");
        if (!token.isMissingNode() && !isShort(token)) {
            throw RpcException.of(
                    RpcException.INVALID_PARAMS,
                    "progressToken must be a whole number or a string of at most " + TEXT_LENGTH_MAX + " characters.");
        }
        return token.isMissingNode() ? MissingNode.getInstance() : token;
    }

    /** The beginning of an answer to the request of that id. */
    static ObjectNode reply(JsonNode id) {
        return ContractMapper.mapper().createObjectNode().put("jsonrpc", "2.0").set("id", id);
    }

    /** An answer to the request of that id. */
    static ObjectNode reply(JsonNode id, ObjectNode result) {
        return reply(id).set("result", result);
    }
}
