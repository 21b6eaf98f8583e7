package dev.stepfold.projection.topology;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.schemas.state.TokensSpent;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A document in a list.
 *
 * @param documentId the document
 * @param owner the document's owner
 * @param status the status of its current run
 * @param request the run's request, its first {@value #REQUEST_CHARACTERS_MAX} characters
 * @param createdAt when the document's first event was decided
 * @param lastStreamUpdate when its latest event was decided
 * @param sequence the sequence of its latest event
 * @param agent the agent's name; null if there is no agent yet
 * @param tokensSpent what its current run cost; null if no model was asked
 */
public record DocumentRow(
        DocumentId documentId,
        Owner owner,
        RunStatus status,
        String request,
        Instant createdAt,
        Instant lastStreamUpdate,
        long sequence,
        @Nullable String agent,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TokensSpent tokensSpent) {
    /** How much of a request a list shows. */
    public static final int REQUEST_CHARACTERS_MAX = 200;

    static DocumentRow of(DocumentState state, Instant createdAt) {
        return new DocumentRow(
                state.documentId(),
                Objects.requireNonNull(state.owner()),
                state.status(),
                shortened(Objects.requireNonNullElse(state.request(), "")),
                createdAt,
                Objects.requireNonNull(state.lastStreamUpdate()),
                state.sequence(),
                nameOf(state.agent()),
                state.tokensSpent());
    }

    static @Nullable String nameOf(@Nullable Agent agent) {
        return agent == null ? null : agent.name();
    }

    private static String shortened(String request) {
        if (request.length() <= REQUEST_CHARACTERS_MAX) {
            return request;
        }
        boolean splitsPair = Character.isHighSurrogate(request.charAt(REQUEST_CHARACTERS_MAX - 1));
        return request.substring(0, splitsPair ? REQUEST_CHARACTERS_MAX - 1 : REQUEST_CHARACTERS_MAX);
    }
}
