package dev.stepfold.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.access.ReadPermits;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.document.DocumentLists;
import dev.stepfold.gateway.document.ListCursor;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.RunStatus;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
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
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lists a caller's documents, or all documents if the caller sees all. The list comes from the projection and is a
 * moment behind: a document whose first event is on its way is not in it yet.
 */
@Controller("/api/documents")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ListController {
    private static final int LIMIT_DEFAULT = 20;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|100");

    private final DocumentLists lists;
    private final ReadPermits permits;

    ListController(DocumentLists lists, ReadPermits permits) {
        this.lists = lists;
        this.permits = permits;
    }

    @Get
    @LookCall
    @Parameter(name = "status", in = ParameterIn.QUERY, ref = "#/components/parameters/Status")
    @Parameter(name = "limit", in = ParameterIn.QUERY, ref = "#/components/parameters/Limit")
    @Parameter(name = "cursor", in = ParameterIn.QUERY, ref = "#/components/parameters/Cursor")
    @Operation(
            operationId = "listDocuments",
            summary = "The caller's documents, newest first",
            description =
                    "All documents for an administrator. A moment behind: a document whose first event is on its way "
                            + "is not in it yet. A cursor of another list, or a malformed one, is refused with 400 "
                            + "`invalid-cursor`.")
    @ApiResponse(
            responseCode = "200",
            description = "A page.",
            headers =
                    @Header(
                            name = "Link",
                            description = "The next page, `rel=\"next\"` (RFC 8288), if there is one.",
                            schema = @Schema(ref = "#/components/schemas/Text")),
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/DocumentList")))
    HttpResponse<byte[]> list(
            HttpRequest<?> request,
            @Parameter(hidden = true) @QueryValue @Nullable String status,
            @Parameter(hidden = true) @QueryValue @Nullable String limit,
            @Parameter(hidden = true) @QueryValue @Nullable String cursor) {
        Caller caller = Callers.of(request);
        @Nullable Owner owner = caller.seesAll() ? null : caller.owner();
        @Nullable RunStatus wanted = status == null ? null : status(status);
        int limitMax = limit == null ? LIMIT_DEFAULT : limit(limit);
        @Nullable ListCursor after = cursor == null ? null : ListCursor.decode(cursor, owner, wanted);
        Optional<DocumentLists.Page> found;
        try (ReadPermits.Permit _ = permits.take(caller.owner())) {
            found = lists.list(new DocumentLists.Query(owner, wanted, after, limitMax));
        }
        DocumentLists.Page page = found.orElseThrow(
                () -> Problems.projectionUnavailable("The projection cannot currently list the documents."));
        ObjectNode body = ContractMapper.mapper().createObjectNode();
        body.putArray("documents").addAll(page.documents());
        @Nullable String next = page.next() == null ? null : page.next().encode(owner, wanted);
        if (next != null) {
            body.put("nextCursor", next);
        }
        MutableHttpResponse<byte[]> response =
                DocumentController.json(body.toString().getBytes(StandardCharsets.UTF_8));
        return next == null
                ? response
                : response.header(HttpHeaders.LINK, "<" + uri(wanted, limitMax, next) + ">; rel=\"next\"");
    }

    /** The next page (RFC 8288). All of its parts are safe in a URI as they are. */
    private static String uri(@Nullable RunStatus status, int limit, String cursor) {
        String filter = status == null ? "" : "status=" + status.wireName() + "&";
        return "/api/documents?" + filter + "limit=" + limit + "&cursor=" + cursor;
    }

    private static RunStatus status(String text) {
        try {
            return RunStatus.of(text);
        } catch (IllegalArgumentException _) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_PARAMETER,
                    "status",
                    "status must be one of pending, running, paused, completed, failed and cancelled.");
        }
    }

    private static int limit(String text) {
        if (!LIMIT.matcher(text).matches()) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_PARAMETER,
                    "limit",
                    "limit must be a whole number from 1 to " + DocumentLists.LIMIT_MAX + ".");
        }
        return Integer.parseInt(text);
    }
}
