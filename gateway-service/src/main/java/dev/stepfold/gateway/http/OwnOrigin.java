package dev.stepfold.gateway.http;

import dev.stepfold.gateway.config.AuthSettings;
import dev.stepfold.gateway.config.CallerLimits;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.servicehttp.DoorSettings;
import dev.stepfold.servicehttp.HostNames;
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
import org.jspecify.annotations.Nullable;

/**
 * Without authentication, any page that a person has open could control the gateway on that person's machine. A request
 * that changes something is therefore accepted only from pages of the gateway's own origin or a configured one, and the
 * gateway answers only to its own names ({@link HostNames}), whatever it listens on. With authentication, it checks the
 * names only if some are configured.
 */
@ServerFilter("/**")
final class OwnOrigin implements Ordered {
    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final boolean asksNobody;
    private final boolean checksNames;
    private final HostNames names;
    private final List<String> origins;

    OwnOrigin(AuthSettings auth, CallerLimits limits, DoorSettings door) {
        this.asksNobody = auth.auth().equals("none");
        this.checksNames = asksNobody || door.hasNames();
        this.names = door.names();
        this.origins = Objects.requireNonNull(limits.corsOrigins());
    }

    @Override
    public int getOrder() {
        return ServerFilterPhase.FIRST.after();
    }

    @RequestFilter
    void check(HttpRequest<?> request) {
        if (checksNames && !names.areMeantBy(request)) {
            throw ProblemException.of(
                    ProblemCode.FORBIDDEN,
                    "This gateway answers only to loopback's names and those of STEPFOLD_HOSTS.");
        }
        String host = request.getHeaders().get(HttpHeaders.HOST);
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (asksNobody && origin != null && !HARMLESS.contains(request.getMethod()) && !isOwn(origin, host)) {
            throw Problems.foreignOrigin();
        }
    }

    /** Refuses pages of other origins whatever they ask, with authentication or without. */
    void requireOwn(HttpRequest<?> request) {
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (origin != null && !isOwn(origin, request.getHeaders().get(HttpHeaders.HOST))) {
            throw Problems.foreignOrigin();
        }
    }

    private boolean isOwn(String origin, @Nullable String host) {
        return origin.equals("http://" + host) || origin.equals("https://" + host) || origins.contains(origin);
    }
}
