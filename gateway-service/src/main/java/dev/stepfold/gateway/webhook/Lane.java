package dev.stepfold.gateway.webhook;

import dev.stepfold.schemas.DocumentId;

/** A document's events for a webhook: they are posted one after another, in order. */
public record Lane(WebhookId webhookId, DocumentId documentId) {
    @Override
    public String toString() {
        return documentId + "/" + webhookId;
    }
}
