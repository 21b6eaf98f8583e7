package dev.stepfold.gateway.auth;

import dev.stepfold.gateway.access.Tickets;
import dev.stepfold.gateway.access.WriteRates;
import dev.stepfold.gateway.config.AuthSettings;
import dev.stepfold.gateway.config.CallerLimits;
import dev.stepfold.gateway.digest.Sha256;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the parts that decide about access. */
@Factory
final class AccessWiring {
    private static final Logger LOG = LoggerFactory.getLogger(AccessWiring.class);
    private static final int KEY_BYTES = 32;

    @Singleton
    Tickets tickets(AuthSettings settings, Clock clock) {
        return new Tickets(settings.ticketKey().map(AccessWiring::ticketKey).orElseGet(() -> ownKey(settings)), clock);
    }

    @Singleton
    WriteRates writeRates(AuthSettings settings, CallerLimits limits) {
        return new WriteRates(limits.writesPerSecond(settings.isRequired()), limits.writesBurst());
    }

    /** A separate key, so that what is encrypted with it is useless wherever the secret itself is the key. */
    private static byte[] ticketKey(byte[] secret) {
        MessageDigest digest = Sha256.digest();
        digest.update("stepfold ticket\n".getBytes(StandardCharsets.UTF_8));
        return digest.digest(secret);
    }

    private static byte[] ownKey(AuthSettings settings) {
        if (settings.isRequired()) {
            LOG.info("tickets open streams at this gateway only: STEPFOLD_TICKET_SECRET is not set");
        }
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
