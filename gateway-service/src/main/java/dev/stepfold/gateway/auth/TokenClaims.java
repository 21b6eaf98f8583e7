package dev.stepfold.gateway.auth;

import dev.stepfold.gateway.config.AuthSettings;
import dev.stepfold.schemas.Owner;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.token.Claims;
import io.micronaut.security.token.jwt.validator.GenericJwtClaimsValidator;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the claims of a token (RFC 7519, section 4.1): its expiry is not past, it is valid already, its subject can
 * own documents, and it names the issuer and one of the audiences if they are configured. Two {@code Authorization}
 * headers are refused: a proxy may have checked the other one.
 */
@Singleton
final class TokenClaims implements GenericJwtClaimsValidator<HttpRequest<?>> {
    /** How much the issuer's clock may be ahead: a token is often used in the second in which it is issued. */
    private static final Duration AHEAD_MAX = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(TokenClaims.class);

    private final AuthSettings settings;
    private final Clock clock;

    TokenClaims(AuthSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public boolean validate(Claims claims, @Nullable HttpRequest<?> request) {
        Instant now = clock.instant();
        return isSaidOnce(request)
                && claims.get(Claims.EXPIRATION_TIME) instanceof Date expiry
                && expiry.toInstant().isAfter(now)
                && isValidAlready(claims.get(Claims.NOT_BEFORE), now)
                && claims.get(Claims.SUBJECT) instanceof String subject
                && canOwn(subject)
                && (settings.jwtIssuer() == null || Objects.equals(settings.jwtIssuer(), claims.get(Claims.ISSUER)))
                && isForUs(claims.get(Claims.AUDIENCE));
    }

    private static boolean isValidAlready(@Nullable Object notBefore, Instant now) {
        return notBefore == null
                || (notBefore instanceof Date date && !date.toInstant().isAfter(now.plus(AHEAD_MAX)));
    }

    private static boolean isSaidOnce(@Nullable HttpRequest<?> request) {
        return request == null
                || request.getHeaders().getAll(HttpHeaders.AUTHORIZATION).size() <= 1;
    }

    /**
     * Owners are compared as they are (RFC 7519, section 2: a subject is case-sensitive). Half a surrogate pair is not
     * text and would be written as something else. Documents created without authentication belong to no subject.
     */
    private static boolean canOwn(String subject) {
        if (subject.equals(Owner.LOCAL.value())) {
            LOG.info(
                    "token refused, its subject is {}, which owns the documents created without authentication",
                    subject);
            return false;
        }
        return !subject.isBlank()
                && subject.length() <= Owner.LENGTH_MAX
                && subject.codePoints()
                        .noneMatch(one -> Character.isISOControl(one) || Character.getType(one) == Character.SURROGATE);
    }

    private boolean isForUs(@Nullable Object audience) {
        List<String> ours = Objects.requireNonNull(settings.jwtAudience());
        return ours.isEmpty()
                || (audience instanceof Collection<?> theirs && theirs.stream().anyMatch(ours::contains));
    }
}
