package dev.stepfold.gateway.webhook;

import dev.stepfold.schemas.Owner;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A URL that an owner registered: the value of a record in {@code stepfold.webhooks}, whose key is the id.
 *
 * @param webhookId its id
 * @param owner whose documents it is told of
 * @param url where events are posted to
 * @param events which events
 * @param description the owner's own words; null for none
 * @param secret what posts are signed with
 * @param previousSecret what they are also signed with, after a rotation
 * @param previousUntil until when they are; null if there is no previous secret
 * @param createdAt when it was registered
 * @param from of each partition of {@code stepfold.step-events} its end at that time: it is told of later records
 */
public record Webhook(
        WebhookId webhookId,
        Owner owner,
        URI url,
        EventFilter events,
        @Nullable String description,
        SigningSecret secret,
        @Nullable SigningSecret previousSecret,
        @Nullable Instant previousUntil,
        Instant createdAt,
        List<Long> from) {
    public Webhook {
        from = List.copyOf(from);
    }

    /** Whether a record of {@code stepfold.step-events} was written after it was registered. */
    boolean isToldOf(int partition, long offset) {
        return partition >= from.size() || offset >= from.get(partition);
    }

    /** What posts are signed with at a time, the current one first. */
    List<SigningSecret> secretsAt(Instant now) {
        return previousSecret != null && previousUntil != null && now.isBefore(previousUntil)
                ? List.of(secret, previousSecret)
                : List.of(secret);
    }

    /** With another secret; the one that it had also counts until {@code until}. */
    Webhook rotated(SigningSecret fresh, Instant until) {
        return new Webhook(webhookId, owner, url, events, description, fresh, secret, until, createdAt, from);
    }
}
