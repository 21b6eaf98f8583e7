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
 * behalf of any page; so one that would change something only counts where the browser says that our own page, or one that
 * is allowed to call, asks for it ({@code Sec-Fetch-Site}, or {@code Origin} where it does not send that).
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
        if (name == null || !(isSafe(request.getMethod()) || isOfOwnPage(request.getHeaders()))) {
            return Optional.empty();
        }
        return request.getCookies().findCookie(name).map(Cookie::getValue);
    }

    private static boolean isSafe(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.HEAD;
    }

    private boolean isOfOwnPage(HttpHeaders headers) {
        String origin = headers.get(HttpHeaders.ORIGIN);
        if (origin != null && allowedOrigins.contains(origin)) {
            return true;
        }
        String site = headers.get("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String host = headers.get(HttpHeaders.HOST);
        return origin != null && (origin.equals("https://" + host) || origin.equals("http://" + host));
    }
}
