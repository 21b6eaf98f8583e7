package dev.stepfold.gateway.http;

import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.Cursor;
import dev.stepfold.gateway.stream.EventFrames;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.QueryValue;
import io.netty.buffer.ByteBuf;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** {@code GET /api/documents/{id}/events}: the resume contract over {@code text/event-stream}. */
@Controller("/api/documents")
final class StreamController {
    private static final int RETRY_MIN_MS = 1_000;
    private static final int RETRY_MAX_MS = 3_000;

    private final Streams streams;

    StreamController(Streams streams) {
        this.streams = streams;
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
            content =
                    @Content(
                            mediaType = "text/event-stream",
                            schema = @Schema(ref = "#/components/schemas/EventStream")))
    @ApiResponse(
            responseCode = "204",
            description = "`until=rest` with a cursor: the run is at rest, and nothing came after the cursor.")
    Mono<HttpResponse<Publisher<ByteBuf>>> events(
            HttpRequest<?> request,
            @PathId String id,
            @Parameter(hidden = true) @Header("Last-Event-ID") @Nullable String lastEventIdHeader,
            @Parameter(hidden = true) @QueryValue("lastEventId") @Nullable String lastEventIdQuery,
            @Parameter(hidden = true) @QueryValue @Nullable String until) {
        return streams.whenBlockable(() -> streams.respondOrHold(
                request,
                Requests.documentId(id),
                Cursor.parse(lastEventIdHeader, lastEventIdQuery),
                isUntilRest(until),
                new EventFrames(Duration.ofMillis(ThreadLocalRandom.current().nextInt(RETRY_MIN_MS, RETRY_MAX_MS)))));
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
