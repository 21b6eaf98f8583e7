package dev.stepfold.servicehttp;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in: {@code stepfold.service-secret} is {@code STEPFOLD_SERVICE_SECRET} in the environment, and so on. An empty value
 * counts as none.
 *
 * @param auth how the gateway knows its callers; a service that sees everybody's documents needs a secret where it does
 * @param serviceSecret by what the services know each other: the same for all of them
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
                    "STEPFOLD_HOSTS must list names such as stepfold.example.com, without scheme, port and *");
        }
    }

    /** The secret, where there is one. */
    public Optional<ServiceSecret> secret() {
        return Optional.ofNullable(serviceSecret).map(ServiceSecret::new);
    }

    /** The names that are answered to. */
    public HostNames names() {
        return new HostNames(hosts == null ? List.of() : hosts);
    }

    /** Whether names besides loopback's are set. */
    public boolean hasNames() {
        return hosts != null && !hosts.isEmpty();
    }

    /** Does not tell the secret. */
    @Override
    public String toString() {
        return "DoorSettings[hosts=" + hosts + "]";
    }
}
