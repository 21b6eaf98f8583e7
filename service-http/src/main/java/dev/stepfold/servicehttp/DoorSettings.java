package dev.stepfold.servicehttp;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings of access: {@code stepfold.service-secret} is {@code STEPFOLD_SERVICE_SECRET} in the environment, and so on.
 * An empty value counts as not set.
 *
 * @param auth how the gateway authenticates its callers; if it does, a service that sees all documents needs a secret
 * @param serviceSecret the secret by which the services recognise each other: the same for all of them
 * @param hosts the names, besides loopback's, that a service answers to
 */
@Context
@ConfigurationProperties("stepfold")
public record DoorSettings(
        @Bindable(defaultValue = "none") String auth,
        @Nullable String serviceSecret,
        @Nullable List<String> hosts) {
    private static final int SECRET_CHARACTERS_MIN = 32;

    public DoorSettings {
        serviceSecret = serviceSecret == null || serviceSecret.isBlank() ? null : serviceSecret.strip();
        hosts = hosts == null
                ? List.of()
                : hosts.stream()
                        .map(String::strip)
                        .filter(host -> !host.isEmpty())
                        .toList();
        if (serviceSecret != null
                && (serviceSecret.length() < SECRET_CHARACTERS_MIN
                        || !serviceSecret.chars().allMatch(character -> character > ' ' && character < 0x7f))) {
            throw new UnusableSettingsException("STEPFOLD_SERVICE_SECRET must have at least " + SECRET_CHARACTERS_MIN
                    + " visible ASCII characters and no space");
        }
        if (serviceSecret == null && auth.strip().equals("jwt")) {
            throw new UnusableSettingsException(
                    "STEPFOLD_AUTH=jwt needs STEPFOLD_SERVICE_SECRET, the same for all services");
        }
        if (!hosts.stream().allMatch(HostNames::isName)) {
            throw new UnusableSettingsException(
                    "STEPFOLD_HOSTS must list names such as stepfold.example.com, without scheme, port or *");
        }
    }

    /** The secret, if there is one. */
    public Optional<ServiceSecret> secret() {
        return Optional.ofNullable(serviceSecret).map(ServiceSecret::new);
    }

    /** The names that the service answers to. */
    public HostNames names() {
        return new HostNames(hosts == null ? List.of() : hosts);
    }

    /** Whether names besides loopback's are set. */
    public boolean hasNames() {
        return hosts != null && !hosts.isEmpty();
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "DoorSettings[hosts=" + hosts + "]";
    }
}
