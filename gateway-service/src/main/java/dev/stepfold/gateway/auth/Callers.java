package dev.stepfold.gateway.auth;

import dev.stepfold.gateway.access.Caller;
import dev.stepfold.schemas.Owner;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** The caller of a request, once {@link ApiRule} has let it in. */
public final class Callers {
    /** The role that sees all documents, among a token's {@code roles}. */
    static final String ADMIN = "admin";

    private static final String ATTRIBUTE = "stepfold.caller";
    private static final String COOKIE_PASSED_OVER = "stepfold.cookie-passed-over";
    private static final String EXPIRES_AT = "exp";

    private Callers() {}

    /**
     * Returns the caller of a request.
     *
     * @throws IllegalStateException if {@link ApiRule} has not checked the request: nobody is let in by mistake
     */
    public static Caller of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Caller.class)
                .orElseThrow(() -> new IllegalStateException("a request without a caller: " + request.getPath()));
    }

    /** Whether a request has only a cookie, which does not count because a page of another origin sent the request. */
    public static boolean isCookiePassedOver(HttpRequest<?> request) {
        return request.getAttribute(COOKIE_PASSED_OVER).isPresent();
    }

    static void passOverCookie(HttpRequest<?> request) {
        request.setAttribute(COOKIE_PASSED_OVER, true);
    }

    static void letIn(HttpRequest<?> request, Caller caller) {
        request.setAttribute(ATTRIBUTE, caller);
    }

    static Caller of(Authentication authentication) {
        Instant validUntil =
                authentication.getAttributes().get(EXPIRES_AT) instanceof Date date ? date.toInstant() : Instant.MAX;
        return new Caller(
                new Owner(authentication.getName()), authentication.getRoles().contains(ADMIN), validUntil);
    }

    static Authentication authentication(Caller caller) {
        return Authentication.build(
                caller.owner().value(),
                caller.seesAll() ? List.of(ADMIN) : List.of(),
                caller.validUntil().equals(Instant.MAX)
                        ? Map.of()
                        : Map.of(EXPIRES_AT, Date.from(caller.validUntil())));
    }
}
