package dev.stepfold.gateway.auth;

import dev.stepfold.gateway.config.AuthSettings;
import dev.stepfold.gateway.config.CallerLimits;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.security.token.reader.TokenReader;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token in a cookie, for browsers, which cannot send headers with an {@code EventSource}. A browser sends cookies on
 * behalf of any page ({@code Sec-Fetch-Site}, or {@code Origin} where it does not send that, tell which); so one that
 * would change something only counts where the browser says that our own page, or one that is allowed to call, asks for
 * it, and one that would open a stream, which takes one of its owner's permits, not where the browser says that another does.
 *
 * <p>A browser adds it unasked; so it counts only where nothing else was given as a proof, and makes up for none that does not
 * hold.
 */
@Singleton
final class CookieToken implements TokenReader<HttpRequest<?>> {
    private final @Nullable String name;
    private final List<String> allowedOrigins;

    CookieToken(AuthSettings settings, CallerLimits limits) {
        this.name = settings.isRequired() ? settings.jwtCookie() : null;
        this.allowedOrigins = Objects.requireNonNull(limits.corsOrigins());
    }

    @Override
    public Optional<String> findToken(HttpRequest<?> request) {
        if (name == null || TicketAuthentication.isProvedByHeader(request) || TicketAuthentication.isGiven(request)) {
            return Optional.empty();
        }
        Optional<String> token = request.getCookies().findCookie(name).map(Cookie::getValue);
        if (!isSafe(request.getMethod())) {
            return token.filter(_ -> isOfOwnPage(request.getHeaders()).orElse(false));
        }
        if (TicketAuthentication.isStream(request)
                && !isOfOwnPage(request.getHeaders()).orElse(true)) {
            token.ifPresent(_ -> Callers.passOverCookie(request));
            return Optional.empty();
        }
        return token;
    }

    private static boolean isSafe(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.HEAD;
    }

    /** Whether our own page asks, or one that is allowed to call; empty where the browser does not say, or no page asks. */
    private Optional<Boolean> isOfOwnPage(HttpHeaders headers) {
        String origin = headers.get(HttpHeaders.ORIGIN);
        if (origin != null && allowedOrigins.contains(origin)) {
            return Optional.of(true);
        }
        String site = headers.get("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("none") ? Optional.empty() : Optional.of(site.equals("same-origin"));
        }
        String host = headers.get(HttpHeaders.HOST);
        return Optional.ofNullable(origin).map(page -> page.equals("https://" + host) || page.equals("http://" + host));
    }
}
