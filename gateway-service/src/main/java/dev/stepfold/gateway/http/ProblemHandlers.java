package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.ShiftedLogException;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.security.authentication.AuthorizationException;
import io.micronaut.security.authentication.DefaultAuthorizationExceptionHandler;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns every error into a problem, whoever found it. */
final class ProblemHandlers {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandlers.class);

    private static final String CHALLENGE = "Bearer realm=\"stepfold\"";

    private ProblemHandlers() {}

    /** Problems that our own code found. */
    @Singleton
    static final class OfRequests implements ExceptionHandler<ProblemException, HttpResponse<?>> {
        @Override
        @SuppressWarnings("rawtypes") // the interface has it so
        public HttpResponse<?> handle(HttpRequest request, ProblemException problem) {
            return Problems.response(problem);
        }
    }

    /**
     * The caller is not authenticated, or may not call. The challenge says whether invalid credentials were given (RFC
     * 6750, section 3), but not why they are invalid.
     */
    @Singleton
    @Replaces(DefaultAuthorizationExceptionHandler.class)
    static final class OfAccess implements ExceptionHandler<AuthorizationException, HttpResponse<?>> {
        @Override
        @SuppressWarnings("rawtypes") // the interface has it so
        public HttpResponse<?> handle(HttpRequest request, AuthorizationException e) {
            if (e.isForbidden()) {
                return Problems.response(
                        ProblemException.of(ProblemCode.FORBIDDEN, "The token does not have the role admin."));
            }
            if (Callers.isCookiePassedOver((HttpRequest<?>) request)) {
                return Problems.response(Problems.foreignOrigin());
            }
            boolean given = request.getHeaders().contains(HttpHeaders.AUTHORIZATION);
            return Problems.response(ProblemException.of(
                            ProblemCode.UNAUTHENTICATED, "A valid token is needed, or for a stream a ticket."))
                    .header(HttpHeaders.WWW_AUTHENTICATE, given ? CHALLENGE + ", error=\"invalid_token\"" : CHALLENGE);
        }
    }

    /** Kafka did not answer. */
    @Singleton
    static final class OfKafka implements ExceptionHandler<LogUnavailableException, HttpResponse<?>> {
        @Override
        @SuppressWarnings("rawtypes") // the interface has it so
        public HttpResponse<?> handle(HttpRequest request, LogUnavailableException e) {
            LOG.warn("kafka does not answer path={} reason={}", request.getPath(), reason(e));
            return Problems.response(Problems.kafkaUnavailable());
        }

        private static String reason(LogUnavailableException e) {
            return e.getMessage()
                    + (e.getCause() == null ? "" : ": " + e.getCause().getMessage());
        }
    }

    /** A topic that cannot be used, whenever it is asked for. */
    @Singleton
    static final class OfShiftedLogs implements ExceptionHandler<ShiftedLogException, HttpResponse<?>> {
        @Override
        @SuppressWarnings("rawtypes") // the interface has it so
        public HttpResponse<?> handle(HttpRequest request, ShiftedLogException e) {
            LOG.error("shifted log path={} reason={}", request.getPath(), e.getMessage());
            return Problems.response(ProblemException.of(
                    ProblemCode.LOG_SHIFTED,
                    "The document's topic was copied by a tool that does not keep offsets. Restore a backup of the original "
                            + "cluster to an empty one."));
        }
    }

    /** Problems that the server found: unknown paths, wrong methods and types, bodies over the limit, our own defects. */
    @Singleton
    static final class OfServer implements ErrorResponseProcessor<byte[]> {
        @Override
        public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
            ProblemCode code = ProblemCode.ofStatus(response.code());
            ProblemException problem = ProblemException.of(code, code.title() + ".");
            return ProblemMetrics.mark(response, code)
                    .status(HttpStatus.valueOf(code.status()))
                    .contentType(MediaType.of("application/problem+json"))
                    .body(Problems.json(problem));
        }
    }
}
