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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a token from a cookie, for browsers, which cannot send headers with an {@code EventSource}. A browser sends
 * cookies on behalf of any page; {@code Sec-Fetch-Site}, or {@code Origin} if the browser does not send that, says
 * which. If a request would change something, its cookie counts only if the browser says that our own page or an
 * allowed one sent it. If a request would open a stream, which takes one of its owner's permits, its cookie does not
 * count if the browser says that another page sent it.
 *
 * <p>A browser adds a cookie by itself. The cookie therefore counts only if the request has no other credentials, and
 * does not replace credentials that are invalid.
 */
@Singleton
final class CookieToken implements TokenReader<HttpRequest<?>> {
    private static final Pattern STREAM =
            Pattern.compile("/api/documents/[^/]+/(events|stream)/?|/api/ai-sdk/[^/]+/stream/?|/api/mcp/?");

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
        if (STREAM.matcher(request.getPath()).matches()
                && !isOfOwnPage(request.getHeaders()).orElse(true)) {
            token.ifPresent(_ -> Callers.passOverCookie(request));
            return Optional.empty();
        }
        return token;
    }

    private static boolean isSafe(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.HEAD;
    }

    /**
     * Whether our own page or an allowed one sent the request; empty if the browser does not say, or no page sent it.
     */
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
