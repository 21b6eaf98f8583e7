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
 * Where nobody is asked who they are, any page that a person has open could drive the gateway on that person's machine. So
 * what changes something is taken from pages of the gateway's own origin, or a configured one, only; and the gateway answers to
 * its own names only ({@link HostNames}), whatever it listens on. Where callers prove who they are, it does so where names are
 * configured.
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
                    "This gateway answers to loopback's names and those of STEPFOLD_HOSTS only.");
        }
        String host = request.getHeaders().get(HttpHeaders.HOST);
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (asksNobody && origin != null && !HARMLESS.contains(request.getMethod()) && !isOwn(origin, host)) {
            throw Problems.foreignOrigin();
        }
    }

    private boolean isOwn(String origin, @Nullable String host) {
        return origin.equals("http://" + host) || origin.equals("https://" + host) || origins.contains(origin);
    }
}
