package dev.stepfold.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import dev.stepfold.gateway.config.AuthSettings;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import io.micronaut.context.annotation.Context;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.token.jwt.signature.ReactiveSignatureConfiguration;
import jakarta.inject.Named;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Checks that a token is signed with a trusted key. The kind of the configured key decides which algorithms are
 * accepted, never the token alone, so that a published key cannot be passed off as a shared secret (RFC 8725, section
 * 3.1).
 *
 * <p>Published keys are cached for {@link #KEPT}. A token whose key is not among them causes another fetch, a few times
 * in {@link #FETCH_INTERVAL} at most. While the issuer is unavailable, the keys are used for up to {@link #OUTAGE_MAX}.
 */
@Context
final class TokenSignature implements ReactiveSignatureConfiguration<SignedJWT> {
    private static final Logger LOG = LoggerFactory.getLogger(TokenSignature.class);
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration FETCH_WAIT_MAX = Duration.ofSeconds(10);
    private static final Duration FETCH_INTERVAL = Duration.ofSeconds(30);
    private static final Duration OUTAGE_MAX = Duration.ofHours(4);
    private static final Duration KEYS_RETRY_AFTER = Duration.ofSeconds(5);
    private static final Set<JWSAlgorithm> OF_PUBLISHED_KEYS = Stream.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512)
            .collect(Collectors.toUnmodifiableSet());

    private final JWSKeySelector<SecurityContext> keys;
    private final BooleanSupplier keysAreKnown;
    private final DefaultJWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();
    private final Scheduler scheduler;

    TokenSignature(AuthSettings settings, @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
        this.scheduler = Schedulers.fromExecutorService(executor);
        if (!settings.isRequired()) {
            keys = (_, _) -> List.of();
            keysAreKnown = () -> true;
        } else if (settings.tokenKey().isPresent()) {
            keys = shared(settings.tokenKey().get());
            keysAreKnown = () -> true;
        } else {
            PublishedKeys published = settings.jwtJwksUrl() != null
                    ? PublishedKeys.at(settings.jwtJwksUrl())
                    : PublishedKeys.of(Objects.requireNonNull(settings.jwtIssuer()));
            if (settings.takesTokensForAnybody()) {
                LOG.warn("tokens of the issuer are accepted for any audience: STEPFOLD_JWT_AUDIENCE is not set");
            }
            keys = published(published);
            keysAreKnown = published::wereFetched;
        }
    }

    private static JWSKeySelector<SecurityContext> shared(byte[] secret) {
        Set<JWSAlgorithm> algorithms = MACSigner.getCompatibleAlgorithms(secret.length * Byte.SIZE);
        List<Key> key = List.of(new SecretKeySpec(secret, "HMAC"));
        return (header, _) -> algorithms.contains(header.getAlgorithm()) ? key : List.of();
    }

    private static JWSKeySelector<SecurityContext> published(PublishedKeys source) {
        return new JWSVerificationKeySelector<>(
                OF_PUBLISHED_KEYS,
                JWKSourceBuilder.create(source)
                        .cache(KEPT.toMillis(), FETCH_WAIT_MAX.toMillis())
                        .refreshAheadCache(false)
                        .rateLimited(FETCH_INTERVAL.toMillis())
                        .outageTolerant(OUTAGE_MAX.toMillis())
                        .build());
    }

    /** Publishes on a thread that may be blocked, because keys may have to be fetched. */
    @Override
    public Publisher<Boolean> verify(SignedJWT token) {
        return Mono.fromCallable(() -> isSigned(token)).subscribeOn(scheduler);
    }

    private boolean isSigned(SignedJWT token) {
        try {
            for (Key key : keys.selectJWSKeys(token.getHeader(), null)) {
                if (token.verify(verifiers.createJWSVerifier(token.getHeader(), key))) {
                    return isReadable(token);
                }
            }
            return false;
        } catch (KeySourceException e) {
            if (e instanceof RateLimitReachedException && keysAreKnown.getAsBoolean()) {
                return false;
            }
            LOG.warn("the keys of tokens cannot be fetched reason={}", reason(e));
            throw ProblemException.passing(
                    ProblemCode.KEYS_UNAVAILABLE, "Tokens cannot currently be checked. Retry later.", KEYS_RETRY_AFTER);
        } catch (JOSEException _) {
            return false;
        }
    }

    /** Whether the token's claims have the required types (RFC 7519, section 4.1); logs it if not. */
    private static boolean isReadable(SignedJWT token) {
        try {
            return token.getJWTClaimsSet() != null;
        } catch (ParseException e) {
            LOG.info("a signed token is refused, its claims are malformed reason={}", e.getMessage());
            return false;
        }
    }

    private static String reason(KeySourceException e) {
        return e.getCause() == null
                ? e.getClass().getSimpleName()
                : e.getCause().toString();
    }
}
