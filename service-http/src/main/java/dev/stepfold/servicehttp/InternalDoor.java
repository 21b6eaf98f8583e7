package dev.stepfold.servicehttp;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Restricts access to a service that is meant only for other services and operators, since it shows all documents. With
 * a secret, it answers whoever has it; without one, it answers only to its own names. It says to everybody how it is.
 */
@ServerFilter("/**")
@Requires(property = "stepfold.internal-door", value = "true")
final class InternalDoor implements Ordered {
    /** How the service is, and whether it answers at all: what probes ask, which have no secret. */
    private static final Set<String> OPEN = Set.of("/health", "/health/liveness");

    private final Optional<ServiceSecret> secret;
    private final HostNames names;

    InternalDoor(DoorSettings settings) {
        this.secret = settings.secret();
        this.names = settings.names();
    }

    @Override
    public int getOrder() {
        return ServerFilterPhase.FIRST.after();
    }

    @RequestFilter
    @Nullable HttpResponse<?> check(HttpRequest<?> request) {
        if (OPEN.contains(request.getPath())) {
            return null;
        }
        if (secret.isPresent()) {
            return secret.get().isIn(request)
                    ? null
                    : problem(
                                    HttpStatus.UNAUTHORIZED,
                                    "unauthenticated",
                                    "The caller is not authenticated",
                                    "Other services authenticate with STEPFOLD_SERVICE_SECRET.")
                            .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return names.areMeantBy(request)
                ? null
                : problem(
                        HttpStatus.FORBIDDEN,
                        "forbidden",
                        "The caller may not do that",
                        "This service answers only to loopback's names and those of STEPFOLD_HOSTS.");
    }

    /** RFC 9457. Nothing in it has to be escaped. */
    private static MutableHttpResponse<byte[]> problem(HttpStatus status, String code, String title, String detail) {
        String json = """
                {"type":"urn:stepfold:problem:%s","title":"%s","status":%d,"code":"%s","detail":"%s"}""".formatted(code, title, status.getCode(), code, detail);
        return HttpResponse.<byte[]>status(status)
                .contentType(MediaType.of("application/problem+json"))
                .body(json.getBytes(StandardCharsets.UTF_8));
    }
}
