package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.access.ReadPermits;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.schemas.DocumentId;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A document's history. Moves to a thread that may be blocked by itself, for the same reason as
 * {@link StreamController}.
 */
@Controller("/api/documents")
final class HistoryController {
    private final VisibleDocuments documents;
    private final ReadPermits permits;
    private final Scheduler scheduler;

    HistoryController(
            VisibleDocuments documents, ReadPermits permits, @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
        this.documents = documents;
        this.permits = permits;
        // Not as an executor service: a call that is cancelled is not interrupted while it reads.
        this.scheduler = Schedulers.fromExecutor(task -> executor.execute(task));
    }

    /** Both ends are included; without them all events. */
    @LookCall
    @Parameter(name = "from", in = ParameterIn.QUERY, ref = "#/components/parameters/From")
    @Parameter(name = "to", in = ParameterIn.QUERY, ref = "#/components/parameters/To")
    @Operation(operationId = "readHistory", summary = "All events, from the document's own log")
    @ApiResponse(
            responseCode = "200",
            description = "The events in order; a JSON array, or one a line.",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(ref = "#/components/schemas/Events")),
                @Content(mediaType = History.NDJSON, schema = @Schema(ref = "#/components/schemas/Event"))
            })
    @Get(
            uri = Requests.ID + "/history",
            produces = {MediaType.APPLICATION_JSON, History.NDJSON})
    Mono<HttpResponse<Publisher<ByteBuf>>> history(
            HttpRequest<?> request,
            @PathId String id,
            @Parameter(hidden = true) @QueryValue @Nullable String from,
            @Parameter(hidden = true) @QueryValue @Nullable String to) {
        return Mono.fromCallable(() -> begin(
                        request,
                        id,
                        Requests.sequence("from", from, 0),
                        Requests.sequence("to", to, Long.MAX_VALUE - 1)))
                .subscribeOn(scheduler);
    }

    private HttpResponse<Publisher<ByteBuf>> begin(HttpRequest<?> request, String id, long first, long last)
            throws LogUnavailableException {
        boolean ndjson = prefersNdjson(request);
        Caller caller = Callers.of(request);
        ReadPermits.Permit permit = permits.take(caller.owner());
        boolean begun = false;
        try {
            DocumentId documentId = Requests.documentId(id);
            if (documents.isKeptFrom(caller, documentId)) {
                throw ProblemException.documentNotFound();
            }
            Recorded seen = documents.seenBy(caller);
            Optional<DocumentLogSlice> begin = seen.read(documentId, first, History.stretchEnd(first, last));
            if (begin.isEmpty() && seen.find(documentId).isEmpty()) {
                throw ProblemException.documentNotFound();
            }
            History history = new History(seen, documentId, first, last, ndjson, begin.orElse(null));
            Publisher<ByteBuf> body = history.body(permit, Connection.of(request));
            begun = true;
            return HttpResponse.<Publisher<ByteBuf>>ok(body)
                    .contentType(MediaType.of(ndjson ? History.NDJSON : MediaType.APPLICATION_JSON));
        } finally {
            if (!begun) {
                permit.close();
            }
        }
    }

    /** Whether NDJSON comes before JSON; of two that are equally welcome, the first counts. */
    private static boolean prefersNdjson(HttpRequest<?> request) {
        return request.accept().stream()
                .map(MediaType::getName)
                .filter(type -> type.equals(History.NDJSON) || type.equals(MediaType.APPLICATION_JSON))
                .findFirst()
                .filter(History.NDJSON::equals)
                .isPresent();
    }
}
