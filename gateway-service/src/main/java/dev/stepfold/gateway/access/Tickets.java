package dev.stepfold.gateway.access;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/**
 * Issues tickets and accepts them. A ticket contains its caller's data, encrypted and authenticated (a JWT in an RFC
 * 7516 envelope, AES-256-GCM), so that every gateway with the same key can accept it. Only the gateway that accepted a
 * ticket remembers its use: another gateway with the same key would accept it again within its {@link #LIFETIME}.
 */
public final class Tickets {
    /** How long a ticket can be used. */
    public static final Duration LIFETIME = Duration.ofSeconds(60);

    /** How many used tickets are remembered. At this number, no further ticket is accepted until the oldest expires. */
    static final int USED_MAX = 50_000;

    private static final int LENGTH_MAX = 4_096;
    private static final Duration FULL_RETRY_AFTER = Duration.ofSeconds(5);
    private static final JWEHeader HEADER = new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM);
    private static final String DOCUMENT = "doc";
    private static final String SEES_ALL = "all";
    private static final String CALLER_UNTIL = "until";

    private final SecretKeySpec key;
    private final Clock clock;

    /** In the order of use, which is nearly the order of expiry. */
    private final Map<String, Instant> usedUntil = new LinkedHashMap<>();

    /** @param key 32 bytes, known only to gateways */
    public Tickets(byte[] key, Clock clock) {
        this.key = new SecretKeySpec(key, "AES");
        this.clock = clock;
    }

    /** Issues a ticket for a document's stream. It expires no later than the caller's own credentials. */
    public Ticket issue(DocumentId documentId, Caller caller) {
        Instant latest = clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = caller.validUntil().isBefore(latest) ? caller.validUntil() : latest;
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .subject(caller.owner().value())
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(expiresAt))
                .claim(DOCUMENT, documentId.value())
                .claim(SEES_ALL, caller.seesAll());
        if (!caller.validUntil().equals(Instant.MAX)) {
            claims.claim(CALLER_UNTIL, caller.validUntil().getEpochSecond());
        }
        EncryptedJWT jwt = new EncryptedJWT(HEADER, claims.build());
        try {
            jwt.encrypt(new DirectEncrypter(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("a ticket could not be encrypted", e);
        }
        return new Ticket(jwt.serialize(), expiresAt);
    }

    /**
     * Accepts a ticket, once.
     *
     * @return the caller that requested it; empty if it is not a ticket for this document, has expired or was used
     * @throws ProblemException if too many tickets were used recently to remember one more
     */
    public Optional<Caller> take(String ticket, DocumentId documentId) {
        if (ticket.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        try {
            EncryptedJWT jwt = EncryptedJWT.parse(ticket);
            jwt.decrypt(new DirectDecrypter(key));
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Instant expiresAt = claims.getExpirationTime().toInstant();
            if (!documentId.value().equals(claims.getStringClaim(DOCUMENT))
                    || !expiresAt.isAfter(clock.instant())
                    || !isFirstUse(Objects.requireNonNull(claims.getJWTID()), expiresAt)) {
                return Optional.empty();
            }
            Long until = claims.getLongClaim(CALLER_UNTIL);
            return Optional.of(new Caller(
                    new Owner(claims.getSubject()),
                    Boolean.TRUE.equals(claims.getBooleanClaim(SEES_ALL)),
                    until == null ? Instant.MAX : Instant.ofEpochSecond(until)));
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException _) {
            return Optional.empty();
        }
    }

    private synchronized boolean isFirstUse(String id, Instant expiresAt) {
        Iterator<Instant> oldest = usedUntil.values().iterator();
        while (oldest.hasNext() && !oldest.next().isAfter(clock.instant())) {
            oldest.remove();
        }
        if (usedUntil.size() >= USED_MAX) {
            throw ProblemException.passing(
                    ProblemCode.TOO_MANY_STREAMS,
                    "This gateway cannot currently remember more used tickets.",
                    FULL_RETRY_AFTER);
        }
        return usedUntil.putIfAbsent(id, expiresAt) == null;
    }
}
