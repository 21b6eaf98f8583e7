package dev.stepfold.gateway.http;

import dev.stepfold.gateway.config.AuthSettings;
import dev.stepfold.gateway.config.CallerLimits;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where nobody is asked who they are, any page that a person has open could drive the gateway on that person's machine. So
 * what changes something is taken from pages of the gateway's own origin, or a configured one, only; and a gateway that
 * listens on loopback answers to loopback's names only, since a name that somebody else may point there (DNS rebinding)
 * makes a foreign page one of its own origin.
 */
@ServerFilter("/**")
final class OwnOrigin implements Ordered {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*]|[^:]*)(:[0-9]*)?");

    private final boolean asksNobody;
    private final boolean onLoopback;
    private final List<String> origins;

    OwnOrigin(AuthSettings auth, CallerLimits limits, @Nullable @Value("${micronaut.server.host:}") String listensOn) {
        this.asksNobody = auth.auth().equals("none");
        this.onLoopback = listensOn != null && LOOPBACK.contains(listensOn);
        this.origins = Objects.requireNonNull(limits.corsOrigins());
    }

    @Override
    public int getOrder() {
        return ServerFilterPhase.FIRST.after();
    }

    @RequestFilter
    void check(HttpRequest<?> request) {
        if (!asksNobody) {
            return;
        }
        String host = request.getHeaders().get(HttpHeaders.HOST);
        if (onLoopback && host != null && !isLoopback(host)) {
            throw ProblemException.of(
                    ProblemCode.FORBIDDEN, "This gateway listens on loopback, and answers to its names only.");
        }
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (origin != null && !HARMLESS.contains(request.getMethod()) && !isOwn(origin, host)) {
            throw Problems.foreignOrigin();
        }
    }

    private static boolean isLoopback(String host) {
        Matcher matcher = HOST.matcher(host);
        return matcher.matches() && LOOPBACK.contains(matcher.group(1));
    }

    private boolean isOwn(String origin, @Nullable String host) {
        return origin.equals("http://" + host) || origin.equals("https://" + host) || origins.contains(origin);
    }
}
