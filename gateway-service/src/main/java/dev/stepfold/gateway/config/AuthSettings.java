package dev.stepfold.gateway.config;

import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settings of authentication: {@code stepfold.jwt-issuer} is {@code STEPFOLD_JWT_ISSUER} in the environment, and so on.
 * An empty value counts as not set.
 *
 * @param auth {@code none}, or {@code jwt}
 * @param jwtIssuer the required {@code iss} of tokens; its keys are found by OpenID Connect Discovery, unless one of
 *     the next two is set
 * @param jwtJwksUrl the address of the token keys (RFC 7517)
 * @param jwtSecret the shared secret that tokens are signed with, if there is one (RFC 7518, HS256 and longer)
 * @param jwtAudience the {@code aud} of a token must name one of these; empty accepts any or none
 * @param jwtCookie the cookie that may carry the token; null for none
 * @param ticketSecret the secret that tickets are encrypted with, the same for all gateways
 */
@Context
@ConfigurationProperties("stepfold")
public record AuthSettings(
        @Bindable(defaultValue = "none") String auth,
        @Nullable String jwtIssuer,
        @Nullable String jwtJwksUrl,
        @Nullable String jwtSecret,
        @Nullable List<String> jwtAudience,
        @Nullable String jwtCookie,
        @Nullable String ticketSecret) {
    /** As long as the hash of HS256 (RFC 7518, section 3.2), and as the key of AES-256. */
    private static final int SECRET_BYTES_MIN = 32;

    /** RFC 6265, {@code token}. */
    private static final Pattern COOKIE_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    public AuthSettings {
        auth = auth.strip();
        jwtIssuer = given(jwtIssuer);
        jwtJwksUrl = given(jwtJwksUrl);
        jwtSecret = given(jwtSecret);
        jwtAudience = jwtAudience == null
                ? List.of()
                : jwtAudience.stream()
                        .flatMap(one -> Stream.ofNullable(given(one)))
                        .toList();
        jwtCookie = given(jwtCookie);
        ticketSecret = given(ticketSecret);
        require(auth.equals("none") || auth.equals("jwt"), "STEPFOLD_AUTH must be none or jwt");
        if (auth.equals("jwt")) {
            require(
                    jwtIssuer != null || jwtJwksUrl != null || jwtSecret != null,
                    "STEPFOLD_AUTH=jwt needs one of STEPFOLD_JWT_ISSUER, STEPFOLD_JWT_JWKS_URL and STEPFOLD_JWT_SECRET");
            require(
                    jwtJwksUrl == null || jwtSecret == null,
                    "STEPFOLD_JWT_JWKS_URL and STEPFOLD_JWT_SECRET exclude each other: tokens are checked by one of them");
            require(
                    jwtJwksUrl == null || isHttp(jwtJwksUrl),
                    "STEPFOLD_JWT_JWKS_URL must be an absolute http or https address");
            require(
                    jwtIssuer == null || jwtJwksUrl != null || jwtSecret != null || isHttp(jwtIssuer),
                    "STEPFOLD_JWT_ISSUER must be an absolute http or https address if the keys are found by it");
            requireLong("STEPFOLD_JWT_SECRET", jwtSecret);
            requireLong("STEPFOLD_TICKET_SECRET", ticketSecret);
            require(
                    jwtCookie == null || COOKIE_NAME.matcher(jwtCookie).matches(),
                    "STEPFOLD_JWT_COOKIE must be the name of a cookie");
        }
    }

    /** Whether callers have to authenticate. */
    public boolean isRequired() {
        return auth.equals("jwt");
    }

    /** The shared secret of tokens, if there is one. */
    public Optional<byte[]> tokenKey() {
        return Optional.ofNullable(jwtSecret).map(secret -> secret.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The secret that tickets are encrypted with, if all gateways share one; otherwise the shared secret of tokens.
     * Empty without authentication: a ticket issued then sees all documents, and must be useless where authentication
     * is required.
     */
    public Optional<byte[]> ticketKey() {
        return Optional.ofNullable(ticketSecret)
                .filter(_ -> isRequired())
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .or(() -> isRequired() ? tokenKey() : Optional.empty());
    }

    /**
     * Whether tokens are accepted for any audience, although the publisher of the keys signs tokens for others as well
     * (RFC 8725, section 3.9).
     */
    public boolean takesTokensForAnybody() {
        return isRequired() && jwtSecret == null && jwtAudience != null && jwtAudience.isEmpty();
    }

    private static @Nullable String given(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static void requireLong(String name, @Nullable String secret) {
        require(
                secret == null || secret.getBytes(StandardCharsets.UTF_8).length >= SECRET_BYTES_MIN,
                name + " must have at least " + SECRET_BYTES_MIN + " bytes");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new UnusableSettingsException(sentence);
        }
    }

    private static boolean isHttp(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() != null && List.of("http", "https").contains(uri.getScheme());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Leaves the secrets out: they must not get into a log. */
    @Override
    public String toString() {
        return "AuthSettings[auth=" + auth + ", jwtIssuer=" + jwtIssuer + ", jwtJwksUrl=" + jwtJwksUrl + "]";
    }
}
