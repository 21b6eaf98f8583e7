package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.access.ReadPermits;
import dev.stepfold.gateway.document.DocumentLists;
import dev.stepfold.gateway.document.ListCursor;
import dev.stepfold.gateway.document.PastState;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads of what a caller may see, each with a permit. */
public final class AgentReads {
    static final int LIMIT_DEFAULT = 20;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final VisibleDocuments documents;
    private final DocumentLists lists;
    private final ReadPermits permits;

    public AgentReads(VisibleDocuments documents, DocumentLists lists, ReadPermits permits) {
        this.documents = documents;
        this.lists = lists;
        this.permits = permits;
    }

    /**
     * The latest state, with every durable event.
     *
     * @throws ProblemException when there is no such document
     */
    DocumentState latest(Caller caller, DocumentId documentId) throws LogUnavailableException {
        try (ReadPermits.Permit _ = permits.take(caller.owner())) {
            requireSeen(caller, documentId);
            return documents.seenBy(caller).findLatest(documentId).orElseThrow(ProblemException::documentNotFound);
        }
    }

    /**
     * The state after an event.
     *
     * @throws ProblemException when there is no such document, or it has not reached that event
     */
    DocumentState at(Caller caller, DocumentId documentId, long sequence) throws LogUnavailableException {
        try (ReadPermits.Permit _ = permits.take(caller.owner())) {
            requireSeen(caller, documentId);
            return switch (documents.findAt(caller, documentId, sequence)) {
                case PastState.Known(DocumentState state) -> state;
                case PastState.NotReached _ ->
                    throw ProblemException.ofField(
                            ProblemCode.SEQUENCE_NOT_FOUND, "at", "The document has no event with that sequence yet.");
                case PastState.NoDocument _ -> throw ProblemException.documentNotFound();
            };
        }
    }

    /** A document of another owner is one that does not exist, and takes as long to be found out. */
    private void requireSeen(Caller caller, DocumentId documentId) throws LogUnavailableException {
        if (documents.isKeptFrom(caller, documentId)) {
            throw ProblemException.documentNotFound();
        }
    }

    /** The JSON of a resource. */
    String json(Caller caller, AgentResources.Address address) throws LogUnavailableException {
        DocumentState state = latest(caller, address.documentId());
        if (!address.agentOnly()) {
            return new String(JsonCodec.STATES.encode(state), StandardCharsets.UTF_8);
        }
        Agent agent = state.agent();
        if (agent == null) {
            throw ProblemException.of(ProblemCode.NOT_FOUND, "The document has no agent yet.");
        }
        return ContractMapper.mapper().valueToTree(agent).toString();
    }

    /**
     * A page of the caller's documents, newest first: {@code {documents, nextCursor}}.
     *
     * @param status only those of that status; null for any
     * @param cursor where the previous page ended; null for the first
     */
    ObjectNode list(Caller caller, @Nullable RunStatus status, int limit, @Nullable String cursor) {
        @Nullable Owner owner = caller.seesAll() ? null : caller.owner();
        @Nullable ListCursor after = cursor == null ? null : ListCursor.decode(cursor, owner, status);
        Optional<DocumentLists.Page> found;
        try (ReadPermits.Permit _ = permits.take(caller.owner())) {
            found = lists.list(new DocumentLists.Query(owner, status, after, limit));
        }
        DocumentLists.Page page = found.orElseThrow(() -> ProblemException.passing(
                ProblemCode.PROJECTION_UNAVAILABLE,
                "The projection cannot currently list the documents.",
                RETRY_AFTER));
        ObjectNode answer = ContractMapper.mapper().createObjectNode();
        answer.putArray("documents").addAll(page.documents());
        if (page.next() != null) {
            answer.put("nextCursor", page.next().encode(owner, status));
        }
        return answer;
    }

    /** The stream of a request from a place on, whose answer is what the caller may see then. */
    RunStream stream(Following.Place from, Caller caller) {
        return new RunStream(from, (following, sequence) -> atRest(caller, following, sequence));
    }

    /** The result of a run that an event ended: the latest state if it is still of that run, else the one of that event. */
    private ObjectNode atRest(Caller caller, Following following, long sequence) throws LogUnavailableException {
        DocumentState latest = latest(caller, following.documentId());
        boolean isLast = latest.status().isAtRest()
                && (following.runId() == null || following.runId().equals(latest.runId()));
        return result(following, isLast ? latest : at(caller, following.documentId(), sequence));
    }

    /** The result of a run, given the state that it ended with. */
    static ObjectNode result(Following following, DocumentState state) {
        ObjectNode result = ToolResults.ofReport(report(state));
        if (following.task() && state.runId() != null) {
            result.set("_meta", new TaskId(state.documentId(), state.runId()).related());
        }
        return result;
    }

    /** What a tool reports of a state. */
    static ObjectNode report(DocumentState state) {
        return ToolResults.report(tree(JsonCodec.STATES.encode(state)));
    }

    private static JsonNode tree(byte[] json) {
        try {
            return ContractMapper.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a state that was written could not be read", e);
        }
    }
}
