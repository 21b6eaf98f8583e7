package dev.stepfold.gateway.auth;

import dev.stepfold.gateway.access.Tickets;
import dev.stepfold.gateway.config.AuthSettings;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.AuthenticationFetcher;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Accepts a ticket in the address of a stream, and nowhere else, for clients that cannot send headers. If the request
 * has an {@code Authorization} header, the ticket does not count and is not used up.
 */
@Singleton
final class TicketAuthentication implements AuthenticationFetcher<HttpRequest<?>> {
    private static final String PARAMETER = "ticket";

    private static final Pattern STREAM = Pattern.compile("/api/documents/([^/]+)/events/?");

    private final AuthSettings settings;
    private final Tickets tickets;

    TicketAuthentication(AuthSettings settings, Tickets tickets) {
        this.settings = settings;
        this.tickets = tickets;
    }

    private static boolean isStream(HttpRequest<?> request) {
        return STREAM.matcher(request.getPath()).matches();
    }

    /** Whether the request has an {@code Authorization} header, valid or not: then no other credentials count. */
    static boolean isProvedByHeader(HttpRequest<?> request) {
        return request.getHeaders().contains(HttpHeaders.AUTHORIZATION);
    }

    /** Whether a request would open a stream by a ticket, valid or not. */
    static boolean isGiven(HttpRequest<?> request) {
        return isStream(request) && request.getParameters().contains(PARAMETER);
    }

    @Override
    public Publisher<Authentication> fetchAuthentication(HttpRequest<?> request) {
        return Mono.defer(() -> Mono.justOrEmpty(find(request)));
    }

    private Optional<Authentication> find(HttpRequest<?> request) {
        Matcher stream = STREAM.matcher(request.getPath());
        if (!settings.isRequired()
                || request.getMethod() != HttpMethod.GET
                || isProvedByHeader(request)
                || !stream.matches()
                || !Identifiers.isValid(stream.group(1))) {
            return Optional.empty();
        }
        DocumentId documentId = new DocumentId(stream.group(1));
        return Optional.ofNullable(request.getParameters().get(PARAMETER))
                .flatMap(ticket -> tickets.take(ticket, documentId))
                .map(Callers::authentication);
    }
}
