package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.config.GatewaySettings;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.Cursor;
import dev.stepfold.gateway.stream.DocumentStream;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.gateway.stream.StreamPermits;
import dev.stepfold.schemas.DocumentId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.netty.buffer.ByteBuf;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * {@code GET /api/documents/{id}/events}: the resume contract over {@code text/event-stream}.
 *
 * <p>Moves to a thread that may be blocked by itself. With {@code @ExecuteOn}, Micronaut would also move the frames to
 * such a thread: it would request 256 frames ahead of the client, and log an error when the client leaves meanwhile.
 */
@Controller("/api/documents")
final class StreamController {
    private static final int RETRY_MIN_MS = 1_000;
    private static final int RETRY_MAX_MS = 3_000;

    private final VisibleDocuments documents;
    private final StreamPermits permits;
    private final GatewaySettings settings;
    private final Clock clock;
    private final Scheduler scheduler;

    StreamController(
            VisibleDocuments documents,
            StreamPermits permits,
            GatewaySettings settings,
            Clock clock,
            @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
        this.documents = documents;
        this.permits = permits;
        this.settings = settings;
        this.clock = clock;
        // Not as an executor service: a stream that is cancelled is closed, and not interrupted while it reads.
        this.scheduler = Schedulers.fromExecutor(task -> executor.execute(task));
    }

    @Get(uri = Requests.ID + "/events", produces = MediaType.TEXT_EVENT_STREAM)
    @LookCall
    @Parameter(name = "Last-Event-ID", in = ParameterIn.HEADER, ref = "#/components/parameters/LastEventIdHeader")
    @Parameter(name = "lastEventId", in = ParameterIn.QUERY, ref = "#/components/parameters/LastEventId")
    @Parameter(name = "until", in = ParameterIn.QUERY, ref = "#/components/parameters/Until")
    @Parameter(name = "ticket", in = ParameterIn.QUERY, ref = "#/components/parameters/Ticket")
    @Operation(operationId = "streamEvents", summary = "The document's events as they happen", description = """
                    Without a cursor the first frame is `event: snapshot`, the state, with its sequence as `id`; \
                    then every later event exactly once and in order, `event` its type and `id` its sequence. With a \
                    cursor n, the events from n+1 and no snapshot; -1 stands for all. A cursor that is not a \
                    sequence, or is beyond the end, is answered in-band: `event: reset` with `{reason, message}` \
                    (reason `invalid-cursor`, `beyond-end`, `made-anew`, `log-changed` or `erased`), then a snapshot. \
                    A client that reads too slowly gets one snapshot in place of what it missed. When the token expires, `event: \
                    expired` with `{reason, message}`, and the end. Comments keep the connection alive.""")
    @ApiResponse(
            responseCode = "200",
            description = "The stream.",
            content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "string")))
    Mono<HttpResponse<Publisher<ByteBuf>>> events(
            HttpRequest<?> httpRequest,
            @PathId String id,
            @Parameter(hidden = true) @Header("Last-Event-ID") @Nullable String lastEventIdHeader,
            @Parameter(hidden = true) @QueryValue("lastEventId") @Nullable String lastEventIdQuery,
            @Parameter(hidden = true) @QueryValue @Nullable String until) {
        return Mono.fromCallable(() ->
                        begin(httpRequest, id, Cursor.parse(lastEventIdHeader, lastEventIdQuery), isUntilRest(until)))
                .subscribeOn(scheduler);
    }

    private HttpResponse<Publisher<ByteBuf>> begin(
            HttpRequest<?> httpRequest, String id, Cursor cursor, boolean untilRest) throws LogUnavailableException {
        DocumentId documentId = Requests.documentId(id);
        Caller caller = Callers.of(httpRequest);
        DocumentStream.Request request =
                new DocumentStream.Request(documentId, cursor, untilRest, settings.heartbeat(), lifetime(caller));
        // Before a permit is taken: a refusal for lack of permits would reveal that the document exists.
        Recorded seen = documents.streamedTo(caller, documentId).orElseThrow(ProblemException::documentNotFound);
        DocumentStream stream = DocumentStream.open(request, seen, permits.feedFor(caller.owner()))
                .orElseThrow(ProblemException::documentNotFound);
        Duration retry = Duration.ofMillis(ThreadLocalRandom.current().nextInt(RETRY_MIN_MS, RETRY_MAX_MS));
        SseBody body = new SseBody(stream, retry, Connection.of(httpRequest));
        return HttpResponse.<Publisher<ByteBuf>>ok(body.publishOn(scheduler))
                .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no");
    }

    private @Nullable Duration lifetime(Caller caller) {
        return caller.validUntil().equals(Instant.MAX) ? null : Duration.between(clock.instant(), caller.validUntil());
    }

    private static boolean isUntilRest(@Nullable String until) {
        if (until == null) {
            return false;
        }
        if (!until.equals("rest")) {
            throw ProblemException.ofField(ProblemCode.INVALID_PARAMETER, "until", "until can only be rest.");
        }
        return true;
    }
}
