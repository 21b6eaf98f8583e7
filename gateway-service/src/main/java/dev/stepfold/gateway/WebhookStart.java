package dev.stepfold.gateway;

import dev.stepfold.gateway.webhook.Webhooks;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Starts the webhooks with the server: not before all settings are known to be usable, since nothing would stop them then. */
@Singleton
final class WebhookStart {
    private final Webhooks webhooks;

    WebhookStart(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @EventListener
    void serverHasStarted(ServerStartupEvent event) {
        webhooks.start();
    }
}
