package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.access.ReadPermits;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.config.GatewaySettings;
import dev.stepfold.gateway.digest.Sha256;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.durablestreams.DurableFrames;
import dev.stepfold.gateway.durablestreams.StreamBatch;
import dev.stepfold.gateway.durablestreams.StreamCursor;
import dev.stepfold.gateway.durablestreams.StreamOffset;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.DocumentStream;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.schemas.DocumentId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Head;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** {@code GET /api/documents/{id}/stream}: a document's events by the read side of the Durable Streams protocol. */
@Controller("/api/documents")
final class DurableStreamController {
    static final String NEXT_OFFSET = "Stream-Next-Offset";
    static final String UP_TO_DATE = "Stream-Up-To-Date";
    static final String CURSOR = "Stream-Cursor";

    private final Streams streams;
    private final VisibleDocuments documents;
    private final ReadPermits permits;
    private final GatewaySettings settings;
    private final Clock clock;

    DurableStreamController(
            Streams streams, VisibleDocuments documents, ReadPermits permits, GatewaySettings settings, Clock clock) {
        this.streams = streams;
        this.documents = documents;
        this.permits = permits;
        this.settings = settings;
        this.clock = clock;
    }

    @Get(
            uri = Requests.ID + "/stream",
            headRoute = false,
            produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
    @LookCall
    @Parameter(name = "offset", in = ParameterIn.QUERY, ref = "#/components/parameters/Offset")
    @Parameter(name = "live", in = ParameterIn.QUERY, ref = "#/components/parameters/Live")
    @Parameter(name = "cursor", in = ParameterIn.QUERY, ref = "#/components/parameters/StreamCursor")
    @Parameter(name = "If-None-Match", in = ParameterIn.HEADER, ref = "#/components/parameters/IfNoneMatch")
    @Operation(
            operationId = "readStream",
            summary = "Durable Streams: the document's events from an offset on",
            description = """
                    The read side of the protocol, in JSON mode: each event is one message. Without `live`, what there is now, \
                    at most 200 events. With `live=long-poll`, waits for the first one. With `live=sse`, an endless stream of \
                    `data` and `control` events.""")
    @ApiResponse(
            responseCode = "200",
            description = "The events.",
            headers = {
                @Header(
                        name = NEXT_OFFSET,
                        description = "Where to go on.",
                        schema = @Schema(ref = "#/components/schemas/Text")),
                @Header(
                        name = UP_TO_DATE,
                        description = "`true` if these are all events that there are now.",
                        schema = @Schema(ref = "#/components/schemas/Text")),
                @Header(
                        name = CURSOR,
                        description = "To be echoed by the next live request.",
                        schema = @Schema(ref = "#/components/schemas/Text"))
            },
            content = {
                @Content(mediaType = "application/json", schema = @Schema(ref = "#/components/schemas/Events")),
                @Content(mediaType = "text/event-stream", schema = @Schema(ref = "#/components/schemas/EventStream"))
            })
    @ApiResponse(responseCode = "204", description = "Long-poll: no event came in time.")
    @ApiResponse(responseCode = "304", description = "The caller has these events already.")
    Mono<HttpResponse<?>> read(HttpRequest<?> request, @PathId String id) {
        return streams.whenBlockable(() -> {
            DocumentId documentId = Requests.documentId(id);
            List<String> offsets = request.getParameters().getAll("offset");
            Optional<StreamOffset> offset = StreamOffset.of(offsets);
            return switch (live(request, offsets.isEmpty())) {
                case NONE -> catchUp(request, documentId, offset);
                case LONG_POLL -> longPoll(request, documentId, offset);
                case SSE -> sse(request, documentId, offset);
            };
        });
    }

    @Head(uri = Requests.ID + "/stream")
    @LookCall
    @Operation(operationId = "headStream", summary = "Durable Streams: the offset of the document's end")
    @ApiResponse(
            responseCode = "200",
            description = "The end.",
            headers =
                    @Header(
                            name = NEXT_OFFSET,
                            description = "The offset of the end.",
                            schema = @Schema(ref = "#/components/schemas/Text")),
            content = @Content)
    Mono<HttpResponse<?>> head(HttpRequest<?> request, @PathId String id) {
        return streams.whenBlockable(() ->
                json(end(request, Requests.documentId(id)), new byte[0]).header(HttpHeaders.CACHE_CONTROL, "no-store"));
    }

    private enum Live {
        NONE,
        LONG_POLL,
        SSE
    }

    private static Live live(HttpRequest<?> request, boolean lacksOffset) {
        String value = request.getParameters().get("live");
        Live live = switch (value == null ? "" : value) {
            case "" -> Live.NONE;
            case "long-poll" -> Live.LONG_POLL;
            case "sse" -> Live.SSE;
            default ->
                throw ProblemException.ofField(
                        ProblemCode.INVALID_PARAMETER, "live", "live can only be long-poll or sse.");
        };
        if (live != Live.NONE && lacksOffset) {
            throw ProblemException.ofField(ProblemCode.INVALID_PARAMETER, "offset", "A live read needs an offset.");
        }
        return live;
    }

    private HttpResponse<?> catchUp(HttpRequest<?> request, DocumentId documentId, Optional<StreamOffset> offset)
            throws LogUnavailableException {
        if (offset.isEmpty()) {
            return upToDate(json(end(request, documentId), bytes("[]")), true)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        StreamBatch batch = batch(request, documentId, offset.get(), Duration.ZERO);
        String etag = etag(offset.get(), batch);
        if (EntityTags.isHeld(etag, request.getHeaders().get(HttpHeaders.IF_NONE_MATCH))) {
            return HttpResponse.notModified().header(HttpHeaders.ETAG, etag);
        }
        return upToDate(json(batch.next(), batch.json()), batch.isUpToDate())
                .header(HttpHeaders.ETAG, etag)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }

    private HttpResponse<?> longPoll(HttpRequest<?> request, DocumentId documentId, Optional<StreamOffset> offset)
            throws LogUnavailableException {
        StreamOffset from = offset.isPresent() ? offset.get() : end(request, documentId);
        StreamBatch batch = batch(request, documentId, from, settings.heartbeat());
        MutableHttpResponse<?> response = batch.isEmpty()
                ? HttpResponse.status(HttpStatus.NO_CONTENT)
                        .header(NEXT_OFFSET, batch.next().toString())
                : json(batch.next(), batch.json());
        return upToDate(response, batch.isUpToDate())
                .header(CURSOR, cursor(request))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private HttpResponse<?> sse(HttpRequest<?> request, DocumentId documentId, Optional<StreamOffset> offset)
            throws LogUnavailableException {
        StreamOffset from = offset.isPresent() ? offset.get() : end(request, documentId);
        DocumentStream stream = streams.open(request, documentId, from.cursor(), false);
        try {
            Next first = stream.next(Duration.ZERO);
            StreamBatch.requireReadable(first);
            MutableHttpResponse<?> response =
                    streams.respond(request, stream, new DurableFrames(from, first, () -> cursor(request)));
            response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store, no-cache, no-transform");
            return response;
        } catch (RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    private StreamBatch batch(HttpRequest<?> request, DocumentId documentId, StreamOffset from, Duration patience)
            throws LogUnavailableException {
        Connection connection = Connection.of(request);
        try (DocumentStream stream = streams.open(request, documentId, from.cursor(), false)) {
            connection.whenClosed(stream::close);
            return StreamBatch.read(stream, from, patience);
        } finally {
            connection.forget();
        }
    }

    private StreamOffset end(HttpRequest<?> request, DocumentId documentId) throws LogUnavailableException {
        Caller caller = Callers.of(request);
        try (ReadPermits.Permit _ = permits.take(caller.owner())) {
            return documents
                    .seenBy(caller)
                    .findLatest(documentId)
                    .map(state -> StreamOffset.after(state.sequence()))
                    .orElseThrow(ProblemException::documentNotFound);
        }
    }

    /** Names the events, and not only their places: others may stand there if the document was recreated. */
    private static String etag(StreamOffset from, StreamBatch batch) {
        String events = HexFormat.of().formatHex(Sha256.digest().digest(batch.json()), 0, 16);
        return "\"" + from + "-" + events + (batch.isUpToDate() ? "-end" : "") + "\"";
    }

    private String cursor(HttpRequest<?> request) {
        @Nullable String echoed = request.getParameters().get("cursor");
        return StreamCursor.next(clock.instant(), echoed, ThreadLocalRandom.current());
    }

    private static MutableHttpResponse<?> json(StreamOffset next, byte[] body) {
        return HttpResponse.ok(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(NEXT_OFFSET, next.toString());
    }

    private static MutableHttpResponse<?> upToDate(MutableHttpResponse<?> response, boolean isUpToDate) {
        return isUpToDate ? response.header(UP_TO_DATE, "true") : response;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
