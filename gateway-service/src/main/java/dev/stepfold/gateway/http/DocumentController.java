package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.document.Documents;
import dev.stepfold.gateway.document.PastState;
import dev.stepfold.gateway.document.ResumeAdvice;
import dev.stepfold.gateway.document.Verification;
import dev.stepfold.gateway.document.Verifier;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentState;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** The calls that only look: a document's state, its history, whether both agree, and what there is to resume. */
@Controller("/api/documents")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DocumentController {
    private static final Duration PROJECTION_RETRY_AFTER = Duration.ofSeconds(2);

    private final Documents documents;
    private final Verifier verifier;

    DocumentController(Documents documents, Verifier verifier) {
        this.documents = documents;
        this.verifier = verifier;
    }

    /** The latest state, or with {@code at} the state with the events up to that sequence. */
    @Get(Requests.ID)
    HttpResponse<byte[]> state(HttpRequest<?> request, String id, @QueryValue @Nullable String at)
            throws LogUnavailableException {
        DocumentId documentId = seen(request, id);
        DocumentState state =
                at == null ? latest(documentId) : stateAt(documentId, Requests.sequence("at", at, Long.MAX_VALUE));
        String etag = "\"" + state.sequence() + "\"";
        if (isHeld(etag, request.getHeaders().get(HttpHeaders.IF_NONE_MATCH))) {
            return HttpResponse.<byte[]>notModified().header(HttpHeaders.ETAG, etag);
        }
        return json(JsonCodec.STATES.encode(state)).header(HttpHeaders.ETAG, etag);
    }

    @Get(Requests.ID + "/resume")
    HttpResponse<byte[]> resume(HttpRequest<?> request, String id) throws LogUnavailableException {
        DocumentId documentId = seen(request, id);
        DocumentState state = documents.findLatest(documentId).orElseThrow(DocumentController::notFound);
        return json(bytes(ResumeAdvice.of(state)));
    }

    /** Whether the projection's state is what the document's log leads to. */
    @Get(Requests.ID + "/verify")
    HttpResponse<byte[]> verify(HttpRequest<?> request, String id) throws LogUnavailableException {
        return switch (verifier.verify(seen(request, id))) {
            case Verification.Compared compared -> json(bytes(compared));
            case Verification.NothingToCompare _ ->
                throw ProblemException.passing(
                        ProblemCode.PROJECTION_UNAVAILABLE,
                        "The projection has no state of the document to compare for now. Ask again.",
                        PROJECTION_RETRY_AFTER);
            case Verification.NoDocument _ -> throw notFound();
        };
    }

    /** Both ends are included; without them all events. */
    @Get(
            uri = Requests.ID + "/history",
            produces = {MediaType.APPLICATION_JSON, History.NDJSON})
    HttpResponse<Publisher<ByteBuf>> history(
            HttpRequest<?> request, String id, @QueryValue @Nullable String from, @QueryValue @Nullable String to)
            throws LogUnavailableException {
        DocumentId documentId = seen(request, id);
        long first = Requests.sequence("from", from, 0);
        long last = Requests.sequence("to", to, Long.MAX_VALUE - 1);
        Optional<DocumentLogSlice> begin = documents.read(documentId, first, History.stretchEnd(first, last));
        if (begin.isEmpty()) {
            find(documentId);
        }
        boolean ndjson =
                request.accept().stream().anyMatch(type -> type.getName().equals(History.NDJSON));
        History history = new History(documents, documentId, first, last, ndjson, begin.orElse(null));
        return HttpResponse.<Publisher<ByteBuf>>ok(history.body())
                .contentType(MediaType.of(ndjson ? History.NDJSON : MediaType.APPLICATION_JSON));
    }

    /** The document that is asked for, where the caller may see it; one of somebody else is as one that there is not. */
    private DocumentId seen(HttpRequest<?> request, String id) throws LogUnavailableException {
        DocumentId documentId = Requests.documentId(id);
        if (documents.isKeptFrom(Callers.of(request), documentId)) {
            throw notFound();
        }
        return documentId;
    }

    /**
     * The state with everything that is durable, so that whoever has seen an event finds it in the state; while the topic
     * does not answer, the state that the projection has come to.
     */
    private DocumentState latest(DocumentId documentId) throws LogUnavailableException {
        try {
            return documents.findLatest(documentId).orElseThrow(DocumentController::notFound);
        } catch (LogUnavailableException _) {
            return find(documentId);
        }
    }

    private DocumentState stateAt(DocumentId documentId, long sequence) throws LogUnavailableException {
        return switch (documents.findAt(documentId, sequence)) {
            case PastState.Known(DocumentState state) -> state;
            case PastState.NotReached _ ->
                throw ProblemException.ofField(
                        ProblemCode.SEQUENCE_NOT_FOUND, "at", "The document has no event of that sequence yet.");
            case PastState.NoDocument _ -> throw notFound();
        };
    }

    private DocumentState find(DocumentId documentId) throws LogUnavailableException {
        return documents.find(documentId).orElseThrow(DocumentController::notFound);
    }

    static ProblemException notFound() {
        return ProblemException.of(ProblemCode.DOCUMENT_NOT_FOUND, "There is no document of that id.");
    }

    /** Whether {@code If-None-Match} (RFC 9110, section 13.1.2) names the state that would be sent. */
    private static boolean isHeld(String etag, @Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }

    private static byte[] bytes(Object answer) {
        return ContractMapper.mapper().valueToTree(answer).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static io.micronaut.http.MutableHttpResponse<byte[]> json(byte[] body) {
        return HttpResponse.ok(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache");
    }
}
