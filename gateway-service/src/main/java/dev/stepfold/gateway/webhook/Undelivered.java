package dev.stepfold.gateway.webhook;

import dev.stepfold.schemas.DocumentId;
import java.time.Instant;

/**
 * A dead letter: an event that a webhook could not be told of. The value of a record in
 * {@code stepfold.webhook-deliveries}; the event itself is in its document's log, from where it can be replayed.
 *
 * @param webhookId the webhook
 * @param documentId the document
 * @param sequence the event's place
 * @param event the event's name
 * @param attempts how often it was tried
 * @param failedAt when it was given up
 * @param problem why the last attempt failed
 */
public record Undelivered(
        WebhookId webhookId,
        DocumentId documentId,
        long sequence,
        String event,
        int attempts,
        Instant failedAt,
        String problem) {}
