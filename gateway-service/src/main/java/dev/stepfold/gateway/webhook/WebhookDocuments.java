package dev.stepfold.gateway.webhook;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.ShiftedLogException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.document.AcceptedCommand;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Instant;
import java.util.Optional;

/**
 * The documents, as far as the owner of a webhook may see them: its own. A webhook outlives the token that registered it,
 * and therefore the role in it: an administrator's webhook is told of the administrator's own documents.
 */
public final class WebhookDocuments {
    private final VisibleDocuments documents;
    private final boolean ownersAreKnown;

    /** @param ownersAreKnown whether callers authenticate; otherwise everybody is told of every document */
    public WebhookDocuments(VisibleDocuments documents, boolean ownersAreKnown) {
        this.documents = documents;
        this.ownersAreKnown = ownersAreKnown;
    }

    /**
     * Whose a document is, as far as that matters. If its log does not answer, the projection tells; the log is asked again
     * before anything is posted.
     *
     * @return empty if it has no event
     * @throws LogUnavailableException when neither answered
     */
    Optional<Owner> ownerOf(DocumentId documentId) throws LogUnavailableException {
        if (!ownersAreKnown) {
            return Optional.of(Owner.LOCAL);
        }
        try {
            return documents.madeBy(documentId).map(AcceptedCommand::owner);
        } catch (ShiftedLogException e) {
            throw e;
        } catch (LogUnavailableException e) {
            Optional<Owner> projected = documents.projectedOwner(documentId);
            if (projected.isEmpty()) {
                throw e;
            }
            return projected;
        }
    }

    /** With whom a webhook shares its turns: its owner, or nobody if owners are not known. */
    Optional<Owner> turnsOf(Webhook webhook) {
        return ownersAreKnown ? Optional.of(webhook.owner()) : Optional.empty();
    }

    /** Whether a webhook is told of a document, given the owners of both. */
    boolean maySee(Owner ofWebhook, Owner ofDocument) {
        return caller(ofWebhook).maySee(ofDocument);
    }

    /**
     * A document's events from {@code from} up to {@code to}, which is excluded, as far as they exist.
     *
     * @return empty if there is no such document, or the owner may not see it
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<DocumentLogSlice> read(Owner owner, DocumentId documentId, long from, long to)
            throws LogUnavailableException {
        Caller caller = caller(owner);
        return documents.isKeptFrom(caller, documentId)
                ? Optional.empty()
                : documents.seenBy(caller).read(documentId, from, to);
    }

    /**
     * A document's last sequence; -1 if it has no event yet.
     *
     * @return empty if there is no such document, or the owner may not see it
     * @throws LogUnavailableException when nothing is currently known about it
     */
    Optional<Long> lastSequence(Owner owner, DocumentId documentId) throws LogUnavailableException {
        return documents.seenBy(caller(owner)).find(documentId).map(DocumentState::sequence);
    }

    private Caller caller(Owner owner) {
        return new Caller(owner, !ownersAreKnown, Instant.MAX);
    }
}
