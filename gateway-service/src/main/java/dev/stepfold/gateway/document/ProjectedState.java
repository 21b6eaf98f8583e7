package dev.stepfold.gateway.document;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.state.DocumentState;
import org.jspecify.annotations.Nullable;

/** The projection's state of a document, asked for once, when it is needed. For one thread. */
final class ProjectedState {
    private final DocumentId documentId;
    private final Projection projection;
    private @Nullable EncodedState answer;

    ProjectedState(DocumentId documentId, Projection projection) {
        this.documentId = documentId;
        this.projection = projection;
    }

    /** One that was asked for already. */
    ProjectedState(DocumentState answer) {
        this(answer.documentId(), _ -> new ProjectionAnswer.Unavailable());
        this.answer = EncodedState.of(answer);
    }

    DocumentId documentId() {
        return documentId;
    }

    /** The state; the one without events if the projection has none, or does not answer. */
    EncodedState get() {
        EncodedState known = answer;
        if (known == null) {
            known = switch (projection.find(documentId)) {
                case ProjectionAnswer.Known(EncodedState state) -> state;
                case ProjectionAnswer.Unknown _, ProjectionAnswer.Unavailable _ ->
                    EncodedState.of(DocumentState.initial(documentId));
            };
            answer = known;
        }
        return known;
    }
}
