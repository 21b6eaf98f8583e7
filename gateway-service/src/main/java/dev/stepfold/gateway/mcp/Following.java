package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered when a run comes to rest. Everything that is needed to go on with it is in the ids of its events,
 * so that any gateway can: no session is kept. An id is no credential. Whoever makes one up is told what a caller of
 * {@code tools/call} could have been told.
 *
 * @param requestId the client's id of the request
 * @param progressToken the client's name for its progress; missing if it does not want to be told
 * @param documentId the document
 * @param runId the run; null for the document's current one, whichever that is
 * @param commandId the command whose answer is still to come; null if it is answered
 * @param base the sequence that progress counts from
 * @param task whether the run is asked about as a task, whose result waits for its end even if it is paused
 */
record Following(
        JsonNode requestId,
        JsonNode progressToken,
        DocumentId documentId,
        @Nullable RunId runId,
        @Nullable CommandId commandId,
        long base,
        boolean task) {
    private static final int MEMBERS = 8;

    /** What 18 digits can say, as for every cursor: the next sequence always fits a {@code long}. */
    private static final long SEQUENCE_MAX = 999_999_999_999_999_999L;

    /** A place in the stream of such a request. */
    record Place(Following following, long sequence) {}

    /** The same once the command is answered. */
    Following answered() {
        return new Following(requestId, progressToken, documentId, runId, null, base, task);
    }

    /** Whether an event of a run is part of the answer. */
    boolean concerns(RunId run) {
        return runId == null || runId.equals(run);
    }

    /** The id of the event that says what is known at a sequence. */
    String eventId(long sequence) {
        ArrayNode members = ContractMapper.mapper().createArrayNode();
        members.add(sequence);
        members.add(requestId);
        members.add(progressToken.isMissingNode() ? ContractMapper.mapper().nullNode() : progressToken);
        members.add(documentId.value());
        members.add(runId == null ? null : runId.value());
        members.add(commandId == null ? null : commandId.value());
        members.add(base);
        members.add(task);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(members.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads {@code Last-Event-ID}.
     *
     * @throws ProblemException when no stream has such an event
     */
    static Place parse(String eventId) {
        JsonNode members;
        try {
            members = ContractMapper.mapper().readTree(Base64.getUrlDecoder().decode(eventId.strip()));
        } catch (IOException | IllegalArgumentException _) {
            throw invalid();
        }
        if (!members.isArray()
                || members.size() != MEMBERS
                || !isSequence(members.get(0))
                || !RpcMessage.isShort(members.get(1))
                || !(members.get(2).isNull() || RpcMessage.isShort(members.get(2)))
                || !isId(members.get(3))
                || !(members.get(4).isNull() || isId(members.get(4)))
                || !(members.get(5).isNull() || isId(members.get(5)))
                || !isSequence(members.get(6))
                || !members.get(7).isBoolean()) {
            throw invalid();
        }
        Following following = new Following(
                members.get(1),
                members.get(2).isNull() ? MissingNode.getInstance() : members.get(2),
                new DocumentId(members.get(3).textValue()),
                members.get(4).isNull() ? null : new RunId(members.get(4).textValue()),
                members.get(5).isNull() ? null : new CommandId(members.get(5).textValue()),
                members.get(6).longValue(),
                members.get(7).booleanValue());
        return new Place(following, members.get(0).longValue());
    }

    private static boolean isSequence(JsonNode value) {
        return value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= DocumentState.SEQUENCE_NONE
                && value.longValue() <= SEQUENCE_MAX;
    }

    private static boolean isId(JsonNode value) {
        return value.isTextual() && Identifiers.isValid(value.textValue());
    }

    private static ProblemException invalid() {
        return ProblemException.ofField(
                ProblemCode.INVALID_PARAMETER, "Last-Event-ID", "No stream has an event of that id.");
    }
}
