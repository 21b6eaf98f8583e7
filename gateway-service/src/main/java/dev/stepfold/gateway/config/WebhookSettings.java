package dev.stepfold.gateway.config;

import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Settings of webhooks: {@code stepfold.webhooks-allow-private} is {@code STEPFOLD_WEBHOOKS_ALLOW_PRIVATE} in the environment, and
 * so on.
 *
 * @param webhooks whether webhooks can be registered and are called
 * @param webhooksAllowPrivate whether they may have addresses that are not public, and without TLS
 * @param webhooksPerOwnerMax how many an owner may have
 * @param webhooksMax how many there may be in all
 */
@Context
@ConfigurationProperties("stepfold")
public record WebhookSettings(
        @Bindable(defaultValue = "true") boolean webhooks,
        @Bindable(defaultValue = "false") boolean webhooksAllowPrivate,
        @Bindable(defaultValue = "20") int webhooksPerOwnerMax,
        @Bindable(defaultValue = "1000") int webhooksMax) {
    public WebhookSettings {
        requireOne("STEPFOLD_WEBHOOKS_PER_OWNER_MAX", webhooksPerOwnerMax);
        requireOne("STEPFOLD_WEBHOOKS_MAX", webhooksMax);
    }

    private static void requireOne(String variable, int count) {
        if (count < 1) {
            throw new UnusableSettingsException(variable + " must be at least 1");
        }
    }
}
