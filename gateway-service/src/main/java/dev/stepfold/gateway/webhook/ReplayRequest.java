package dev.stepfold.gateway.webhook;

import dev.stepfold.schemas.DocumentId;
import java.time.Instant;

/**
 * A request to post a document's events again: the value of a record in {@code stepfold.webhook-deliveries}, until the
 * gateway that posts the document's events has taken it on.
 *
 * @param webhookId the webhook
 * @param documentId the document
 * @param from the first sequence
 * @param upTo the document's last sequence when it was asked for
 * @param requestedAt when it was asked for
 */
record ReplayRequest(WebhookId webhookId, DocumentId documentId, long from, long upTo, Instant requestedAt) {
    Lane lane() {
        return new Lane(webhookId, documentId);
    }
}
