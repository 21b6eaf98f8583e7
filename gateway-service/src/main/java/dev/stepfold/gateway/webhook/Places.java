package dev.stepfold.gateway.webhook;

import dev.stepfold.schemas.Owner;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many events are posted at once: of all, of an owner, of a webhook. Used under the lock of {@link Outbox}. */
final class Places {
    private final Outbox.Limits limits;
    private final Map<WebhookId, Integer> ofWebhook = new HashMap<>();
    private final Map<Owner, Integer> ofOwner = new HashMap<>();
    private int taken;

    Places(Outbox.Limits limits) {
        this.limits = limits;
    }

    /** How many are taken. */
    int taken() {
        return taken;
    }

    boolean areFree() {
        return taken < limits.underWayMax();
    }

    /** @param owner with whom the webhook shares its places; null if with nobody */
    boolean isFree(WebhookId webhookId, @Nullable Owner owner) {
        return areFree()
                && ofWebhook.getOrDefault(webhookId, 0) < limits.underWayOfWebhookMax()
                && (owner == null || ofOwner.getOrDefault(owner, 0) < limits.underWayOfOwnerMax());
    }

    void take(WebhookId webhookId, @Nullable Owner owner) {
        taken++;
        ofWebhook.merge(webhookId, 1, Integer::sum);
        if (owner != null) {
            ofOwner.merge(owner, 1, Integer::sum);
        }
    }

    void giveBack(WebhookId webhookId, @Nullable Owner owner) {
        taken--;
        less(ofWebhook, webhookId);
        if (owner != null) {
            less(ofOwner, owner);
        }
    }

    private static <K> void less(Map<K, Integer> counts, K key) {
        counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }
}
