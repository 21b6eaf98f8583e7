package dev.stepfold.gateway.webhook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stepfold.schemas.Identifiers;

/**
 * Names a webhook.
 *
 * @param value an {@link Identifiers id}; anything else is an {@link IllegalArgumentException}
 */
public record WebhookId(@JsonValue String value) {
    @JsonCreator
    public WebhookId {
        if (!Identifiers.isValid(value)) {
            throw new IllegalArgumentException("webhookId is not an id");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
