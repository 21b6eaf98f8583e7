package dev.stepfold.gateway.http;

import dev.stepfold.agentexport.Export;
import dev.stepfold.agentexport.ExportFormat;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.ReadPermits;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.document.DocumentHead;
import dev.stepfold.gateway.document.EncodedState;
import dev.stepfold.gateway.document.PastState;
import dev.stepfold.gateway.document.ResumeAdvice;
import dev.stepfold.gateway.document.Verification;
import dev.stepfold.gateway.document.Verifier;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.StateOutline;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The read calls but the history: a document's state, its agent, the head of its log, whether state and log agree, and what there
 * is to resume.
 */
@Controller("/api/documents")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DocumentController {

    private final VisibleDocuments documents;
    private final Verifier verifier;
    private final ReadPermits permits;

    DocumentController(VisibleDocuments documents, Verifier verifier, ReadPermits permits) {
        this.documents = documents;
        this.verifier = verifier;
        this.permits = permits;
    }

    /** The latest state, or with {@code at} the state with the events up to that sequence. */
    @Get(Requests.ID)
    @LookCall
    @Parameter(name = "at", in = ParameterIn.QUERY, ref = "#/components/parameters/At")
    @Operation(
            operationId = "readState",
            summary = "The document's state",
            description =
                    "The state with every durable event; while the document's topic does not answer, the projection's "
                            + "state. A document that was accepted and has no event yet is `pending` at sequence -1. If "
                            + "it has not reached `at`, 404 `sequence-not-found`.")
    @Parameter(name = "If-None-Match", in = ParameterIn.HEADER, ref = "#/components/parameters/IfNoneMatch")
    @ApiResponse(
            responseCode = "200",
            description = "The state.",
            headers =
                    @Header(
                            name = "ETag",
                            description =
                                    "Names the sequence and the time of the last event, so that it also differs if "
                                            + "events were lost and others took their places; opaque. Weak if the "
                                            + "answer may be compressed.",
                            schema = @Schema(ref = "#/components/schemas/Text")),
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/DocumentState")))
    @ApiResponse(responseCode = "304", description = "The caller has this state already.")
    HttpResponse<byte[]> state(
            HttpRequest<?> request, @PathId String id, @Parameter(hidden = true) @QueryValue @Nullable String at)
            throws LogUnavailableException {
        try (ReadPermits.Permit _ = permit(request)) {
            DocumentId documentId = seen(request, id);
            EncodedState state = at == null
                    ? find(request, documentId)
                    : EncodedState.of(stateAt(request, documentId, Requests.sequence("at", at, Long.MAX_VALUE)));
            String etag = etag(state.outline());
            if (EntityTags.isHeld(etag, request.getHeaders().get(HttpHeaders.IF_NONE_MATCH))) {
                return HttpResponse.<byte[]>notModified().header(HttpHeaders.ETAG, etag);
            }
            return json(state.json()).header(HttpHeaders.ETAG, etag);
        }
    }

    /** The agent alone, in one of the formats that others can use; the format decides on the media type. */
    @Get(uri = Requests.ID + "/agent", produces = MediaType.ALL)
    @LookCall
    @Parameter(name = "format", in = ParameterIn.QUERY, ref = "#/components/parameters/AgentFormat")
    @Parameter(name = "at", in = ParameterIn.QUERY, ref = "#/components/parameters/At")
    @Operation(operationId = "readAgent", summary = "The document's agent", description = """
                    As it is in the state, or in the format of another tool. Before the first step that makes a part of it, 404 \
                    `not-found`. If the agent cannot be written in that format, 409 `not-exportable`, which says why.""")
    @ApiResponse(
            responseCode = "200",
            description = "The agent.",
            headers =
                    @Header(
                            name = "Content-Disposition",
                            description =
                                    "`inline`, with a name for the file that has the agent's name and the format's suffix.",
                            schema = @Schema(ref = "#/components/schemas/Text")),
            content = {
                @Content(mediaType = "application/json", schema = @Schema(ref = "#/components/schemas/AgentExport")),
                @Content(mediaType = "application/sql", schema = @Schema(ref = "#/components/schemas/Text")),
                @Content(mediaType = "text/plain", schema = @Schema(ref = "#/components/schemas/Text")),
                @Content(mediaType = "application/openapi+json", schema = @Schema(type = "object")),
                @Content(mediaType = "application/schema+json", schema = @Schema(type = "object")),
                @Content(mediaType = "application/vnd.mermaid", schema = @Schema(ref = "#/components/schemas/Text")),
                @Content(mediaType = "application/yaml", schema = @Schema(ref = "#/components/schemas/Text")),
                @Content(mediaType = "text/markdown", schema = @Schema(ref = "#/components/schemas/Text"))
            })
    @ApiResponse(responseCode = "409", ref = "#/components/responses/Problem")
    HttpResponse<byte[]> agent(
            HttpRequest<?> request,
            @PathId String id,
            @Parameter(hidden = true) @QueryValue @Nullable String format,
            @Parameter(hidden = true) @QueryValue @Nullable String at)
            throws LogUnavailableException {
        ExportFormat wanted = Requests.exportFormat("format", format);
        try (ReadPermits.Permit _ = permit(request)) {
            DocumentId documentId = seen(request, id);
            DocumentState state = at == null
                    ? documents
                            .seenBy(Callers.of(request))
                            .findLatest(documentId)
                            .orElseThrow(ProblemException::documentNotFound)
                    : stateAt(request, documentId, Requests.sequence("at", at, Long.MAX_VALUE));
            Agent agent = state.agent();
            if (agent == null) {
                throw ProblemException.of(ProblemCode.NOT_FOUND, "The document has no agent yet.");
            }
            return switch (wanted.write(agent)) {
                case Export.Written(String text) -> file(wanted, wanted.fileName(agent), text);
                case Export.NotExpressible(String reason) ->
                    throw ProblemException.ofField(ProblemCode.NOT_EXPORTABLE, "format", reason);
            };
        }
    }

    /** Shown where a browser can, and saved under that name: it has only characters that need no quoting. */
    private static HttpResponse<byte[]> file(ExportFormat format, String name, String text) {
        return HttpResponse.ok(text.getBytes(StandardCharsets.UTF_8))
                .contentType(format.mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"" + name + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    @Get(Requests.ID + "/resume")
    @LookCall
    @Operation(operationId = "readResumeAdvice", summary = "Whether there is something to resume, and from where")
    @ApiResponse(
            responseCode = "200",
            description = "The advice.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/ResumeAdvice")))
    HttpResponse<byte[]> resume(HttpRequest<?> request, @PathId String id) throws LogUnavailableException {
        try (ReadPermits.Permit _ = permit(request)) {
            DocumentId documentId = seen(request, id);
            DocumentState state = documents
                    .seenBy(Callers.of(request))
                    .findLatest(documentId)
                    .orElseThrow(ProblemException::documentNotFound);
            return json(bytes(ResumeAdvice.of(state)));
        }
    }

    /** The end of the document's log. */
    @Get(Requests.ID + "/head")
    @LookCall
    @Operation(
            operationId = "readHead",
            summary = "The head hash of the document's log, to be kept elsewhere",
            description =
                    "The chain hash of the last event, which stands for that event and all before it. Whoever keeps it can "
                            + "ask `verify?head=` later whether the log still contains it. A document that was accepted "
                            + "and has no event yet has sequence -1 and a hash of zeros.")
    @ApiResponse(
            responseCode = "200",
            description = "The head.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/DocumentHead")))
    HttpResponse<byte[]> head(HttpRequest<?> request, @PathId String id) throws LogUnavailableException {
        try (ReadPermits.Permit _ = permit(request)) {
            DocumentId documentId = seen(request, id);
            Recorded seen = documents.seenBy(Callers.of(request));
            Optional<DocumentHead> head = DocumentHead.find(seen, documentId);
            if (head.isEmpty() && seen.find(documentId).isEmpty()) {
                throw ProblemException.documentNotFound();
            }
            return json(bytes(head.orElse(DocumentHead.none(documentId))));
        }
    }

    /** Compares the projection's state with the document's log, and checks the log's chain. */
    @Get(Requests.ID + "/verify")
    @LookCall
    @Parameter(name = "head", in = ParameterIn.QUERY, ref = "#/components/parameters/Head")
    @Operation(
            operationId = "verifyDocument",
            summary = "Whether the document's own log is whole, and the projection agrees with it",
            description =
                    "Replays the log up to the event that the projection has reached, and compares both states byte "
                            + "for byte. Checks the chain of hashes from the first event to the log's end. If the projection has no state to compare, or still that of an erased document "
                            + "of the same id, 503 `projection-unavailable`.")
    @ApiResponse(
            responseCode = "200",
            description = "The result of the comparison.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/Verification")))
    HttpResponse<byte[]> verify(
            HttpRequest<?> request, @PathId String id, @Parameter(hidden = true) @QueryValue @Nullable String head)
            throws LogUnavailableException {
        ChainHash sought = Requests.chainHash("head", head);
        Verification verification;
        try (ReadPermits.Permit _ = permit(request)) {
            verification = verifier.verify(Callers.of(request), seen(request, id), sought);
        }
        return switch (verification) {
            case Verification.Compared compared -> json(bytes(compared));
            case Verification.NothingToCompare _ ->
                throw Problems.projectionUnavailable(
                        "The projection currently has no state of the document to compare.");
            case Verification.NoDocument _ -> throw ProblemException.documentNotFound();
        };
    }

    private ReadPermits.Permit permit(HttpRequest<?> request) {
        return permits.take(Callers.of(request).owner());
    }

    /**
     * The requested document, if the caller may see it; a document of another owner is treated as one that does not
     * exist.
     */
    private DocumentId seen(HttpRequest<?> request, String id) throws LogUnavailableException {
        DocumentId documentId = Requests.documentId(id);
        if (documents.isKeptFrom(Callers.of(request), documentId)) {
            throw ProblemException.documentNotFound();
        }
        return documentId;
    }

    private DocumentState stateAt(HttpRequest<?> request, DocumentId documentId, long sequence)
            throws LogUnavailableException {
        return switch (documents.findAt(Callers.of(request), documentId, sequence)) {
            case PastState.Known(DocumentState state) -> state;
            case PastState.NotReached _ ->
                throw ProblemException.ofField(
                        ProblemCode.SEQUENCE_NOT_FOUND, "at", "The document has no event with that sequence yet.");
            case PastState.NoDocument _ -> throw ProblemException.documentNotFound();
        };
    }

    /**
     * The state with every durable event, so that a caller that has seen an event finds it in the state; while the
     * topic does not answer, the projection's state.
     */
    private EncodedState find(HttpRequest<?> request, DocumentId documentId) throws LogUnavailableException {
        return documents.findEncoded(Callers.of(request), documentId).orElseThrow(ProblemException::documentNotFound);
    }

    /**
     * The entity tag of a state. A sequence alone would stand for two states if the log lost its end and went on
     * otherwise, or if the document was recreated.
     */
    private static String etag(StateOutline state) {
        Instant last = state.lastStreamUpdate();
        return "\"" + state.sequence() + (last == null ? "" : "-" + Long.toString(last.toEpochMilli(), 36)) + "\"";
    }

    private static byte[] bytes(Object answer) {
        return ContractMapper.mapper().valueToTree(answer).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A JSON response that may change at any time: caches must revalidate it. */
    static MutableHttpResponse<byte[]> json(byte[] body) {
        return HttpResponse.ok(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache");
    }
}
