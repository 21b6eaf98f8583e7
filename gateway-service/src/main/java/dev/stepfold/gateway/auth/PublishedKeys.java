package dev.stepfold.gateway.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an issuer publishes (RFC 7517), at a given address or at the one that the issuer's discovery document
 * (OpenID Connect Discovery 1.0, section 4) names. The discovery document is read each time, because the address of the
 * keys may change as well. Every call fetches the keys: put a cache in front.
 */
final class PublishedKeys implements JWKSetSource<SecurityContext> {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
    private static final int BYTES_MAX = 256 * 1024;

    private final @Nullable String issuer;
    private final @Nullable String address;
    private final ResourceRetriever retriever = new DefaultResourceRetriever(
            Math.toIntExact(CONNECT_TIMEOUT.toMillis()), Math.toIntExact(READ_TIMEOUT.toMillis()), BYTES_MAX);
    private volatile boolean fetched;

    private PublishedKeys(@Nullable String issuer, @Nullable String address) {
        this.issuer = issuer;
        this.address = address;
    }

    static PublishedKeys at(String address) {
        return new PublishedKeys(null, address);
    }

    static PublishedKeys of(String issuer) {
        return new PublishedKeys(issuer, null);
    }

    /** Whether the keys were fetched at least once. */
    boolean wereFetched() {
        return fetched;
    }

    @Override
    public JWKSet getJWKSet(
            @Nullable JWKSetCacheRefreshEvaluator evaluator, long currentTime, @Nullable SecurityContext context)
            throws KeySourceException {
        try {
            JWKSet keys = JWKSet.parse(get(address != null ? address : discovered()));
            fetched = true;
            return keys;
        } catch (IOException | ParseException | IllegalArgumentException e) {
            throw new JWKSetUnavailableException("the keys of tokens cannot be fetched", e);
        }
    }

    private String discovered() throws IOException {
        String base = String.valueOf(issuer).replaceFirst("/+$", "");
        try {
            JsonNode found = ContractMapper.mapper().readTree(get(base + "/.well-known/openid-configuration"));
            if (!found.path("issuer").asText().equals(issuer)) {
                throw new IOException("the discovery document names another issuer than STEPFOLD_JWT_ISSUER");
            }
            return found.path("jwks_uri").asText();
        } catch (JsonProcessingException e) {
            throw new IOException("the discovery document is not JSON", e);
        }
    }

    private String get(String from) throws IOException {
        return retriever.retrieveResource(URI.create(from).toURL()).getContent();
    }

    @Override
    public void close() {}
}
